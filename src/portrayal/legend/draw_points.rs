//! Legends of points as pictures.

use std::fmt::Write as _;

use super::draw::{DARK, LINE, MARGIN, PALE, Page};
use super::points::{size_entries, stride};
use super::{Legend, words};
use crate::portrayal::palette::{NO_DATA, POINT};
use crate::portrayal::points::{PointMap, Points, RAMP_STOPS};
use crate::portrayal::sprites::font::width;

/// The line around a single point, and the free space between circles.
const EDGE: &str = "#3d4957";
const SPACE: f32 = 14.0;

impl Page {
    /// Points without figures are named after their layer.
    pub(super) fn points_heading(&mut self, points: &Points<'_>, legend: &Legend<'_>) {
        match &points.figures {
            Some(figures) => self.heading(&[&figures.series], legend),
            None => {
                self.paragraph(legend.layer.label.get(self.language), 14.0, true, DARK, 0.0);
                self.y += 4.0;
            }
        }
        if points.figures.is_some() && points.map == PointMap::Clusters {
            self.paragraph(words::mean_of_clusters(self.language), 11.0, false, PALE, 0.0);
            self.y += 4.0;
        }
    }

    /// What colours and sizes of points say at a zoom.
    pub(crate) fn points(&mut self, points: &Points<'_>, zoom: f64) {
        let zoom = zoom.clamp(0.0, 24.0) as u8;
        match points.map {
            PointMap::Heatmap => self.heat(points),
            PointMap::Thinned => self.sample(points, &words::one_of(stride(points, zoom), self.language)),
            PointMap::All => self.sample(points, &words::one_of(1, self.language)),
            PointMap::Clusters => {}
        }
        if points.map != PointMap::Heatmap {
            self.colors(points);
        }
    }

    /// A point, and of how many it is one.
    fn sample(&mut self, points: &Points<'_>, text: &str) {
        let is_plain = points.figures.is_none() && points.shares.is_none();
        let (fill, middle) = (if is_plain { POINT } else { "#ffffff" }, self.y + 8.0);
        let _ = write!(
            self.body,
            r#"<circle cx="{:.1}" cy="{middle:.1}" r="5" fill="{fill}" stroke="{EDGE}" stroke-width="1"/>"#,
            MARGIN + 6.0
        );
        self.text(MARGIN + 20.0, middle + 4.0, text, 12.0, false, DARK);
        self.y += 24.0;
    }

    fn colors(&mut self, points: &Points<'_>) {
        if let Some(figures) = &points.figures {
            self.classes(figures);
        }
        if let Some(shares) = &points.shares {
            for share in &shares.shown {
                self.entry(&format!("fill=\"{}\"", share.color), share.value, Some(share.count as usize));
            }
            if shares.others > 0 {
                let text = words::others(self.language);
                self.entry(&format!("fill=\"{NO_DATA}\""), text, Some(shares.others as usize));
            }
        }
    }

    /// Circles side by side, each above its number, and the mark of points at one place.
    pub(crate) fn sizes(&mut self, points: &Points<'_>, zoom: f64) {
        if points.map != PointMap::Clusters {
            return;
        }
        let zoom = zoom.clamp(0.0, 24.0) as u8;
        let is_plain = points.figures.is_none() && points.shares.is_none();
        let (fill, opacity, line) = if is_plain { (POINT, 1.0, "#ffffff") } else { ("#ffffff", 1.0, EDGE) };
        let entries = size_entries(&points.sizes, zoom, self.language);
        let tallest =
            entries.first().map_or(0.0, |entry| entry.radius as f32).max(points.sizes.radii()[0] as f32 + 4.0);
        let middle = self.y + 6.0 + tallest;
        let mut x = MARGIN;
        for entry in entries.iter().rev() {
            let radius = entry.radius as f32;
            let half = radius.max(width(&entry.text, 12.0, false) / 2.0);
            x += half;
            let _ = write!(
                self.body,
                r#"<circle cx="{x:.1}" cy="{middle:.1}" r="{radius:.2}" fill="{fill}" fill-opacity="{opacity}" stroke="{line}" stroke-width="1"/>"#
            );
            self.text(
                x - width(&entry.text, 12.0, false) / 2.0,
                middle + tallest + 14.0,
                &entry.text,
                12.0,
                false,
                DARK,
            );
            x += half + SPACE;
        }
        let least = points.sizes.radii()[0] as f32;
        let ring = if is_plain { POINT } else { EDGE };
        let text = words::one_place(self.language);
        x += (least + 4.0).max(width(text, 12.0, false) / 2.0);
        for (radius, fill) in [(least + 3.5, "#ffffff"), (least, fill)] {
            let _ = write!(
                self.body,
                r#"<circle cx="{x:.1}" cy="{middle:.1}" r="{radius:.1}" fill="{fill}" stroke="{ring}" stroke-width="1.5"/>"#
            );
        }
        self.text(x - width(text, 12.0, false) / 2.0, middle + tallest + 14.0, text, 12.0, false, DARK);
        self.y = middle + tallest + 24.0;
    }

    /// The colours of a heat map side by side.
    fn heat(&mut self, points: &Points<'_>) {
        const WIDE: f32 = 46.0;
        const HIGH: f32 = 14.0;
        let top = self.y + 4.0;
        for (color, place) in points.heat.iter().zip(0u8..RAMP_STOPS.len() as u8) {
            let x = MARGIN + f32::from(place) * WIDE;
            let _ = write!(
                self.body,
                r#"<rect x="{x}" y="{top:.1}" width="{WIDE}" height="{HIGH}" fill="{color}" stroke="{LINE}" stroke-width="0.5"/>"#
            );
        }
        let [few, many] = words::few_and_many(self.language);
        let end = MARGIN + WIDE * points.heat.len() as f32;
        let baseline = top + HIGH + 15.0;
        self.text(MARGIN, baseline, few, 12.0, false, DARK);
        self.text(end - width(many, 12.0, false), baseline, many, 12.0, false, DARK);
        self.y = baseline + 10.0;
    }
}
