//! Legends as pictures.

use std::fmt::Write as _;

use super::words::write_number;
use super::{ClassEntry, Legend, circles, entries, words};
use crate::gazetteer::Language;
use crate::portrayal::choropleth::Choropleth;
use crate::portrayal::points::PointMap;
use crate::portrayal::scale::Series;
use crate::portrayal::sprites::font::{lines, width};
use crate::portrayal::sprites::raster::escaped;
use crate::portrayal::sprites::{Pattern, SIDE as SIDE_OF_PATTERN, raster};
use crate::portrayal::theme::{Bivariate, SIDE, Symbols, Theme};

/// Width of a picture in CSS pixels, and the free space around what it says.
const WIDTH: f32 = 300.0;
pub(crate) const MARGIN: f32 = 14.0;
const ROOM: f32 = WIDTH - 2.0 * MARGIN;

/// Swatches of classes, and the step from one to the next.
const SWATCH: [f32; 2] = [28.0, 16.0];
const STEP: f32 = 21.0;

/// The step between the lines of what a swatch means.
const LINE_STEP: f32 = 15.0;

pub(crate) const DARK: &str = "#16202d";
pub(super) const PALE: &str = "#566271";
pub(crate) const LINE: &str = "#7d8690";

/// A finished picture.
pub struct Picture {
    pub svg: String,
}

impl Picture {
    /// The picture as PNG, at so many pixels for a CSS pixel.
    pub fn png(&self, ratio: u8) -> Option<Vec<u8>> {
        raster::png(&self.svg, f32::from(ratio))
    }
}

/// A legend as an SVG of its own; circles are those of `zoom`. None where a layer shows no figures.
pub fn svg(legend: &Legend<'_>, zoom: f64) -> Option<Picture> {
    let mut page = Page::new(legend.language);
    match legend.theme {
        Theme::Plain | Theme::Ground => return None,
        Theme::Choropleth(choropleth) => {
            page.heading(&[&choropleth.series], legend);
            page.classes(choropleth);
        }
        Theme::Symbols(symbols) => {
            page.heading(&[&symbols.series], legend);
            page.circles(symbols, zoom);
        }
        Theme::Bivariate(bivariate) => {
            page.heading(&[&bivariate.x.series, &bivariate.y.series], legend);
            page.matrix(bivariate);
        }
        Theme::Points(points) => {
            page.points_heading(points, legend);
            page.points(points, zoom);
        }
    }
    let series = legend.theme.series();
    let missing = match legend.theme {
        Theme::Bivariate(bivariate) => bivariate.missing,
        _ => series.first().map_or(0, |series| series.summary.missing as usize),
    };
    if let Theme::Points(points) = legend.theme {
        // A heat map has no colour of what is missing.
        if points.map != PointMap::Heatmap {
            page.missing(&series, missing);
        }
        page.sizes(points, zoom);
    } else {
        page.missing(&series, missing);
        page.hatched(&series);
    }
    page.sources(&series);
    Some(page.finish())
}

/// A picture that grows downwards.
pub(crate) struct Page {
    pub(crate) language: Language,
    pub(crate) body: String,
    /// Patterns that the body uses.
    pub(crate) patterns: Vec<Pattern>,
    /// Where the next thing goes.
    pub(crate) y: f32,
}

impl Page {
    fn new(language: Language) -> Page {
        Page { language, body: String::new(), patterns: Vec::new(), y: MARGIN }
    }

    /// Titles with their units, then years and the level.
    pub(super) fn heading(&mut self, series: &[&Series<'_>], legend: &Legend<'_>) {
        for (one, place) in series.iter().zip(0u8..) {
            let label = one.indicator.label.get(self.language);
            // Of two, the first goes to the right and the second upwards: the font has no arrows.
            let arrow = match (series.len(), place) {
                (1, _) => "",
                (_, 0) => "M0 -5H13M9 -9L13 -5L9 -1",
                _ => "M6 2V-11M2 -7L6 -11L10 -7",
            };
            let (first, indent) = (self.y + 14.0, if arrow.is_empty() { 0.0 } else { 20.0 });
            if !arrow.is_empty() {
                let _ = write!(
                    self.body,
                    r#"<path transform="translate({MARGIN} {first:.1})" d="{arrow}" stroke="{DARK}" stroke-width="1.6" fill="none"/>"#
                );
            }
            self.paragraph(label, 14.0, true, DARK, indent);
            let unit = one.indicator.unit.as_ref().map(|unit| unit.get(self.language).to_owned());
            let year = Some(one.year.to_string());
            let level = Some(legend.layer.label.get(self.language).to_owned());
            let shown: Vec<String> = [unit, year, level].into_iter().flatten().collect();
            self.paragraph(&shown.join(" · "), 12.0, false, PALE, 0.0);
        }
        self.y += 6.0;
    }

    pub(crate) fn classes(&mut self, choropleth: &Choropleth<'_>) {
        for ClassEntry { color, count, texts: [text, _], .. } in entries(choropleth, self.language) {
            self.entry(&format!("fill=\"{color}\""), &text, count);
        }
    }

    /// Circles that stand in each other, with a line to what each counts.
    fn circles(&mut self, symbols: &Symbols<'_>, zoom: f64) {
        let circles = circles(symbols, zoom, self.language);
        let Some(largest) = circles.first().map(|circle| circle.radius as f32) else { return };
        let (center, floor) = (MARGIN + largest + 1.0, self.y + 2.0 * largest + 8.0);
        let mut label = self.y;
        for circle in &circles {
            let radius = circle.radius as f32;
            let middle = floor - radius;
            let _ = write!(
                self.body,
                r##"<circle cx="{center:.1}" cy="{middle:.1}" r="{radius:.2}" fill="#2c7fb8" fill-opacity="0.35" stroke="#1d4f7a" stroke-width="0.8"/>"##
            );
            let (top, end) = (floor - 2.0 * radius, center + largest + 16.0);
            label = (top + 4.0).max(label + 4.0).max(self.y + 8.0);
            let _ = write!(
                self.body,
                r#"<path d="M{center:.1} {top:.1}L{end:.1} {label:.1}" stroke="{LINE}" stroke-width="0.7" fill="none"/>"#
            );
            self.text(end + 4.0, label + 4.0, &circle.text, 12.0, false, DARK);
            label += 10.0;
        }
        self.y = floor.max(label) + 8.0;
    }

    /// Squares of the classes of x, to the right, and of y, upwards.
    fn matrix(&mut self, bivariate: &Bivariate<'_>) {
        const CELL: f32 = 40.0;
        let (columns, rows) = (bivariate.x.scale.limits.len() + 1, bivariate.y.scale.limits.len() + 1);
        let limits = |part: &Choropleth<'_>| -> Vec<String> {
            let limits = &part.scale.limits;
            let decimals = super::decimals_of(limits, part.series.indicator.decimals);
            limits.iter().map(|&limit| write_number(limit, decimals, self.language)).collect()
        };
        let (along, up) = (limits(&bivariate.x), limits(&bivariate.y));
        let widest = up.iter().map(|text| width(text, 11.0, false)).fold(0.0, f32::max);
        let left = MARGIN + widest + 8.0;
        let bottom = self.y + CELL * SIDE.max(rows) as f32;
        for x in 0..columns {
            for y in 0..rows {
                let (color, count) = (bivariate.color_of(x, y), bivariate.counts.get(x).and_then(|it| it.get(y)));
                let (at, top) = (left + x as f32 * CELL, bottom - (y + 1) as f32 * CELL);
                let _ = write!(
                    self.body,
                    r##"<rect x="{at:.1}" y="{top:.1}" width="{CELL}" height="{CELL}" fill="{color}" stroke="#ffffff"/>"##
                );
                let text = count.map_or_else(String::new, |&count| write_number(count as f64, 0, self.language));
                let ink = if x + y >= 3 { "#ffffff" } else { DARK };
                let middle = at + (CELL - width(&text, 10.0, false)) / 2.0;
                self.text(middle, top + CELL / 2.0 + 4.0, &text, 10.0, false, ink);
            }
        }
        for (text, place) in along.iter().zip(1u8..) {
            let middle = left + f32::from(place) * CELL - width(text, 11.0, false) / 2.0;
            self.text(middle, bottom + 13.0, text, 11.0, false, DARK);
        }
        for (text, place) in up.iter().zip(1u8..) {
            let end = left - 5.0 - width(text, 11.0, false);
            self.text(end, bottom - f32::from(place) * CELL + 4.0, text, 11.0, false, DARK);
        }
        self.y = bottom + 24.0;
    }

    fn sources(&mut self, series: &[&Series<'_>]) {
        let mut told: Vec<String> = Vec::new();
        for one in series {
            let Some(source) = one.indicator.source_of(one.year) else { continue };
            let licence = if source.licence.is_empty() { String::new() } else { format!(" ({})", source.licence) };
            let text = format!("{}{}{licence}", words::source(self.language), source.source);
            if !told.contains(&text) {
                told.push(text);
            }
        }
        self.y += 4.0;
        for text in told {
            self.paragraph(&text, 10.0, false, PALE, 0.0);
        }
    }

    /// A swatch, what it means, and how many features have it.
    pub(crate) fn entry(&mut self, fill: &str, text: &str, count: Option<usize>) {
        let [wide, high] = SWATCH;
        let _ = write!(
            self.body,
            r#"<rect x="{MARGIN}" y="{:.1}" width="{wide}" height="{high}" {fill} stroke="{LINE}" stroke-width="0.5"/>"#,
            self.y
        );
        let baseline = self.y + high - 3.5;
        let count = count.map(|count| write_number(count as f64, 0, self.language)).unwrap_or_default();
        let end = WIDTH - MARGIN - width(&count, 11.0, false);
        if !count.is_empty() {
            self.text(end, baseline, &count, 11.0, false, PALE);
        }
        let start = MARGIN + wide + 9.0;
        for (line, place) in lines(text, 12.0, false, end - start - 6.0).iter().zip(0u8..) {
            self.y += if place > 0 { LINE_STEP } else { 0.0 };
            self.text(start, baseline + f32::from(place) * LINE_STEP, line, 12.0, false, DARK);
        }
        self.y += STEP;
    }

    pub(super) fn paragraph(&mut self, text: &str, size: f32, is_bold: bool, color: &str, indent: f32) {
        for line in lines(text, size, is_bold, ROOM - indent) {
            self.y += size;
            self.text(MARGIN + indent, self.y, &line, size, is_bold, color);
            self.y += size * 0.4;
        }
    }

    pub(crate) fn text(&mut self, x: f32, y: f32, text: &str, size: f32, is_bold: bool, color: &str) {
        let weight = if is_bold { r#" font-weight="700""# } else { "" };
        let _ = write!(
            self.body,
            r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}"{weight} fill="{color}">{}</text>"#,
            escaped(text)
        );
    }

    fn finish(self) -> Picture {
        let height = (self.y + MARGIN).ceil();
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="'Noto Sans', sans-serif" xml:lang="{}">"#,
            self.language.tag()
        );
        if !self.patterns.is_empty() {
            svg.push_str("<defs>");
            for pattern in self.patterns {
                let (name, side, shapes) = (pattern.name(), SIDE_OF_PATTERN, pattern.shapes());
                let _ = write!(
                    svg,
                    r#"<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">{shapes}</pattern>"#
                );
            }
            svg.push_str("</defs>");
        }
        let _ = write!(svg, r##"<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{}</svg>"##, self.body);
        Picture { svg }
    }
}
