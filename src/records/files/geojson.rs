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
        members.extend(self.extent().map(|extent| ("bbox".to_owned(), json!(extent.map(degrees)))));
        self.collection(members)
    }

    /// West, south, east and north of the features in the file; none where there are none.
    fn extent(&self) -> Option<[f64; 4]> {
        if self.filter.is_none() {
            return Some(self.layer.extent);
        }
        let bounds = self.rows().into_iter().filter_map(|feature| self.records.catalog.bounds(self.territory(feature)));
        // A box across the antimeridian has its west east of its east: around several, only the whole globe is sure.
        bounds.reduce(|one, other| {
            let crosses = one[0] > one[2] || other[0] > other[2];
            let (west, east) = if crosses { (-180.0, 180.0) } else { (one[0].min(other[0]), one[2].max(other[2])) };
            [west, one[1].min(other[1]), east, one[3].max(other[3])]
        })
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
