use std::io::Write as _;

use serde_json::{Map, Value, json};

use super::error::DownloadError;
use super::geometry::{Outline, Outlines};
use super::json::{open, write};
use super::metadata::described;
use super::table::Table;
use crate::catalog::text::degrees;
use crate::geo::LonLat;

impl<D: AsRef<[u8]>> Table<'_, D> {
    /// RFC 7946: degrees in WGS 84 with seven decimals, outer rings counterclockwise. No shape of an atlas reaches
    /// across the antimeridian: those that do on the ground are in two parts.
    pub(crate) fn geojson(&self) -> Result<Vec<u8>, DownloadError> {
        let mut members = described(self);
        members.insert("name".to_owned(), json!(self.layer.name));
        members.insert("bbox".to_owned(), json!(self.layer.extent.map(degrees)));
        self.collection(members)
    }

    /// A collection of features with these members before them.
    pub(crate) fn collection(&self, mut members: Map<String, Value>) -> Result<Vec<u8>, DownloadError> {
        members.insert("type".to_owned(), json!("FeatureCollection"));
        let mut out = Vec::new();
        open(&mut out, members);
        out.extend_from_slice(b"\"features\":[");
        let mut outlines = Outlines::new(&self.view);
        for (place, feature) in self.rows().into_iter().enumerate() {
            out.extend_from_slice(if place == 0 { b"\n" } else { b",\n" });
            out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
            write(&mut out, self.records.catalog.code_and_name(self.territory(feature)).0)?;
            out.extend_from_slice(b",\"properties\":");
            self.write_properties(&mut out, feature)?;
            out.extend_from_slice(b",\"geometry\":");
            write_outline(&mut out, &outlines.read(feature));
            out.push(b'}');
        }
        out.extend_from_slice(b"\n]}\n");
        Ok(out)
    }
}

fn write_outline(out: &mut Vec<u8>, outline: &Outline) {
    match outline {
        Outline::Nothing => out.extend_from_slice(b"null"),
        Outline::Point(at) => {
            out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
            write_position(out, *at);
            out.push(b'}');
        }
        Outline::Polygons(polygons) => match &polygons[..] {
            [polygon] => {
                out.extend_from_slice(b"{\"type\":\"Polygon\",\"coordinates\":");
                write_polygon(out, polygon);
                out.push(b'}');
            }
            _ => {
                out.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"coordinates\":");
                write_list(out, polygons, |out, polygon| write_polygon(out, polygon));
                out.push(b'}');
            }
        },
    }
}

fn write_polygon(out: &mut Vec<u8>, rings: &[Vec<LonLat>]) {
    write_list(out, rings, |out, ring| write_list(out, ring, |out, at| write_position(out, *at)));
}

fn write_list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

fn write_position(out: &mut Vec<u8>, at: LonLat) {
    // Writing to memory does not fail.
    let _ = write!(out, "[{},{}]", degrees(at.lon), degrees(at.lat));
}
