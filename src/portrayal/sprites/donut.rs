//! Donuts: the shares of a cluster's categories as a ring, in eighths, in a sprite that any client of MapLibre's
//! styles can draw. Eighths are few enough that every composition is there beforehand, and as fine as one reads from a
//! ring of thirty pixels.

use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::sync::LazyLock;

use quick_cache::sync::Cache;
use serde_json::{Map, Value, json};

use super::raster::png;
use crate::portrayal::palette::{NO_DATA, Palette};
use crate::portrayal::points::{MOST_SHARES, donut_colors};

/// Parts of a ring.
pub(crate) const PARTS: u8 = 8;

/// Side of a donut in CSS pixels, at the size of which it is drawn; styles make it smaller.
pub(crate) const SIDE: u32 = 48;

/// Outer and inner radius of the ring in pixels.
const RADII: [f64; 2] = [22.5, 14.0];

/// What the sprites of donuts are called before the palette and the number of parts.
const PREFIX: &str = "donuts-";

/// What the name of a sprite ends with that has a part of other values.
const OTHERS: &str = "-others";

/// One sprite of donuts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Donuts {
    pub palette: &'static Palette,
    /// How many values have a part of their own.
    pub shares: usize,
    /// Whether there is one of all other values.
    pub has_others: bool,
}

/// Sprites that were asked for lately: each takes a tenth of a second to draw, and there are a few hundred.
static DRAWN: LazyLock<Cache<(String, u32), Vec<u8>>> = LazyLock::new(|| Cache::new(16));

impl Donuts {
    /// The sprite of a name such as `donuts-viridis-4` or `donuts-viridis-3-others`.
    pub fn find(name: &str) -> Option<Donuts> {
        let (name, has_others) = name.strip_suffix(OTHERS).map_or((name, false), |name| (name, true));
        let (palette, shares) = name.strip_prefix(PREFIX)?.rsplit_once('-')?;
        let known = Palette::find(palette).filter(|known| known.id == palette)?;
        let shares = (1..=MOST_SHARES - usize::from(has_others)).find(|count| count.to_string() == shares)?;
        Some(Donuts { palette: known, shares, has_others })
    }

    /// Its name in addresses.
    pub fn name(&self) -> String {
        format!("{PREFIX}{}-{}{}", self.palette.id, self.shares, if self.has_others { OTHERS } else { "" })
    }

    /// How many ends of parts tell a donut from others: the last part ends where the first begins.
    pub(crate) fn ends(&self) -> usize {
        (self.shares + usize::from(self.has_others)).saturating_sub(1)
    }

    /// The index: where each donut lies, at one or two pixels for a CSS pixel, and the room of a circle.
    pub fn index(&self, ratio: u32) -> Value {
        let side = SIDE * ratio;
        let entries = self.compositions().into_iter().enumerate().map(|(place, ends)| {
            let [column, row] = self.place(place);
            let entry =
                json!({ "x": column * side, "y": row * side, "width": side, "height": side, "pixelRatio": ratio });
            (donut_name(&ends), entry)
        });
        Value::Object(entries.collect::<Map<String, Value>>())
    }

    /// The image as PNG; none when it cannot be drawn, which would be a fault of this program.
    pub fn image(&self, ratio: u32) -> Option<Vec<u8>> {
        let key = (self.name(), ratio);
        if let Some(drawn) = DRAWN.get(&key) {
            return Some(drawn);
        }
        let image = png(&self.svg(), ratio as f32)?;
        DRAWN.insert(key, image.clone());
        Some(image)
    }

    fn svg(&self) -> String {
        let compositions = self.compositions();
        let columns = self.columns();
        let (width, height) = (columns * SIDE, (compositions.len() as u32).div_ceil(columns) * SIDE);
        let mut svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">"#);
        for (place, ends) in compositions.iter().enumerate() {
            let [column, row] = self.place(place).map(|along| along * SIDE);
            let _ = write!(svg, r#"<g transform="translate({column} {row})">{}</g>"#, self.donut(ends));
        }
        svg.push_str("</svg>");
        svg
    }

    /// One donut in a square of [`SIDE`]: its parts from the top on, clockwise, with white between them.
    fn donut(&self, ends: &[u8]) -> String {
        let middle = f64::from(SIDE) / 2.0;
        let [outer, inner] = RADII;
        let mut drawn = format!(r##"<circle cx="{middle}" cy="{middle}" r="{:.1}" fill="#ffffff"/>"##, outer + 1.0);
        let mut from = 0;
        for (&to, color) in ends.iter().chain([&PARTS]).zip(self.colors()) {
            if to > from {
                drawn.push_str(&part(from, to, color));
            }
            from = to;
        }
        for (radius, width) in [(outer + 0.5, 1.0), (inner, 0.8)] {
            let _ = write!(
                drawn,
                r##"<circle cx="{middle}" cy="{middle}" r="{radius}" fill="none" stroke="#3d4957" stroke-width="{width}"/>"##
            );
        }
        drawn
    }

    /// The colours of the parts, that of all other values last.
    fn colors(&self) -> impl Iterator<Item = &'static str> {
        donut_colors(self.palette, self.shares).chain(self.has_others.then_some(NO_DATA))
    }

    /// Every way to part the ring: ascending ends of the parts in eighths.
    fn compositions(&self) -> Vec<Vec<u8>> {
        let mut found = vec![Vec::new()];
        for _ in 0..self.ends() {
            let longer = |ends: &Vec<u8>| {
                let from = ends.last().copied().unwrap_or(0);
                (from..=PARTS).map(|end| ends.iter().copied().chain([end]).collect()).collect::<Vec<Vec<u8>>>()
            };
            found = found.iter().flat_map(longer).collect();
        }
        found
    }

    /// Donuts in a row of the sheet, which is about a square.
    fn columns(&self) -> u32 {
        (self.compositions().len() as f64).sqrt().ceil() as u32
    }

    fn place(&self, number: usize) -> [u32; 2] {
        let columns = self.columns();
        [number as u32 % columns, number as u32 / columns]
    }
}

fn donut_name(ends: &[u8]) -> String {
    ends.iter().fold("donut".to_owned(), |name, end| format!("{name}-{end}"))
}

/// A part of the ring from one eighth to another.
fn part(from: u8, to: u8, color: &str) -> String {
    let middle = f64::from(SIDE) / 2.0;
    let [outer, inner] = RADII;
    let width = outer - inner;
    let radius = inner + width / 2.0;
    if from == 0 && to == PARTS {
        return format!(
            r#"<circle cx="{middle}" cy="{middle}" r="{radius}" fill="none" stroke="{color}" stroke-width="{width}"/>"#
        );
    }
    let at = |eighth: u8, radius: f64| {
        let angle = f64::from(eighth) / f64::from(PARTS) * TAU;
        format!("{:.2} {:.2}", middle + radius * angle.sin(), middle - radius * angle.cos())
    };
    let large = u8::from(to - from > PARTS / 2);
    format!(
        r##"<path d="M{} A{outer} {outer} 0 {large} 1 {} L{} A{inner} {inner} 0 {large} 0 {}Z" fill="{color}" stroke="#ffffff" stroke-width="1"/>"##,
        at(from, outer),
        at(to, outer),
        at(to, inner),
        at(from, inner)
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use resvg::tiny_skia::Pixmap;

    use super::*;

    #[test]
    fn sprites_are_known_by_their_names() {
        for name in ["donuts-YlGnBu-light-3-others", "donuts-viridis-4", "donuts-PuOr-1"] {
            assert_eq!(Donuts::find(name).unwrap().name(), name);
        }
        let donuts = Donuts::find("donuts-YlGnBu-light-3-others").unwrap();
        assert_eq!((donuts.palette.id.as_str(), donuts.shares, donuts.has_others), ("YlGnBu-light", 3, true));
        let numbers = ["donuts-viridis-5", "donuts-viridis-0", "donuts-viridis-03", "donuts-viridis-4-others"];
        for wrong in numbers.into_iter().chain(["donuts-VIRIDIS-3", "donuts-3", "donuts", ""]) {
            assert_eq!(Donuts::find(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_composition_of_eighths_has_a_donut() {
        for (name, count) in [("1", 1), ("1-others", 9), ("2", 9), ("2-others", 45), ("3-others", 165), ("4", 165)] {
            let donuts = Donuts::find(&format!("donuts-viridis-{name}")).unwrap();
            assert_eq!(donuts.index(2).as_object().unwrap().len(), count, "{name}");
        }
    }

    #[test]
    fn parts_have_their_colors() {
        let donuts = Donuts::find("donuts-viridis-3-others").unwrap();
        let sheet = Pixmap::decode_png(&donuts.image(1).unwrap()).unwrap();
        let index = donuts.index(1);
        // Half of the first value, a quarter of the second, none of the third, a quarter of others.
        let entry = &index["donut-4-6-6"];
        let [x, y] = ["x", "y"].map(|key| entry[key].as_u64().unwrap() as u32);
        let color = |eighth: f64| {
            let angle = eighth / 8.0 * TAU;
            let at = |start: u32, along: f64| start + (24.0 + along * 18.0) as u32;
            let pixel = sheet.pixel(at(x, angle.sin()), at(y, -angle.cos())).unwrap();
            format!("#{:02x}{:02x}{:02x}", pixel.red(), pixel.green(), pixel.blue())
        };
        let colors: Vec<&str> = donuts.colors().collect();
        assert_eq!([0.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5].map(color), [0, 0, 0, 1, 1, 3, 3].map(|place| colors[place]));
        assert_eq!(colors.iter().collect::<BTreeSet<_>>().len(), 4);
    }
}
