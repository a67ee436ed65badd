use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{Coord, Geometry, LineString, MultiPolygon, Point, Polygon};
use geozero::{ColumnValue, PropertyProcessor};
use serde_json::Value;

use super::error::DownloadError;
use super::geometry::{Outline, Outlines};
use super::metadata::described;
use super::table::{Cell, Content, Table};
use crate::catalog::text::{degrees, rounded};
use crate::gazetteer::{FieldKind, LayerKind};
use crate::geo::LonLat;

impl<D: AsRef<[u8]>> Table<'_, D> {
    /// FlatGeobuf with a spatial index, in WGS 84; what describes the columns is the `metadata` of its header. A cell
    /// without a value is left out, which the format reads as null.
    pub(crate) fn flatgeobuf(&self) -> Result<Vec<u8>, DownloadError> {
        let failed = |error: &dyn std::fmt::Display| DownloadError::Write(error.to_string());
        let kind = match self.layer.kind {
            LayerKind::Points => GeometryType::Point,
            LayerKind::Polygons | LayerKind::Lines => GeometryType::MultiPolygon,
        };
        let metadata = Value::Object(described(self)).to_string();
        let options = FgbWriterOptions {
            crs: FgbCrs { org: Some("EPSG"), code: 4326, ..FgbCrs::default() },
            promote_to_multi: false,
            detect_type: false,
            title: Some(self.layer.label.get(self.language())),
            metadata: Some(&metadata),
            ..FgbWriterOptions::default()
        };
        let mut writer =
            FgbWriter::create_with_options(&self.layer.name, kind, options).map_err(|error| failed(&error))?;
        for column in &self.columns {
            writer.add_column(&column.name, column_type(&column.content), |_, _| {});
        }
        let mut outlines = Outlines::new(&self.view);
        for feature in self.rows() {
            let Some(geometry) = geometry(outlines.read(feature)) else { continue };
            let mut wrong = None;
            let written = writer.add_feature_geom(geometry, |writer| {
                for (place, (column, cell)) in self.cells(feature).enumerate() {
                    if let Some(value) = value(cell) {
                        wrong = writer.property(place, &column.name, &value).err().or(wrong.take());
                    }
                }
            });
            written.map_err(|error| failed(&error))?;
            if let Some(error) = wrong {
                return Err(failed(&error));
            }
        }
        let mut out = Vec::new();
        writer.write(&mut out).map_err(|error| failed(&error))?;
        Ok(out)
    }
}

fn column_type(content: &Content<'_>) -> ColumnType {
    match content {
        Content::Field(_, field) => match field.kind {
            FieldKind::Unsigned => ColumnType::Long,
            FieldKind::Real => ColumnType::Double,
            FieldKind::Flag => ColumnType::Bool,
            FieldKind::Text => ColumnType::String,
        },
        Content::Reason { .. } => ColumnType::String,
        Content::Figure { indicator, .. } if indicator.decimals == 0 => ColumnType::Long,
        Content::Area
        | Content::Distance
        | Content::Longitude
        | Content::Latitude
        | Content::Coverage { .. }
        | Content::Figure { .. } => ColumnType::Double,
    }
}

fn value(cell: Cell<'_>) -> Option<ColumnValue<'_>> {
    match cell {
        Cell::Empty => None,
        Cell::Text(text) => Some(ColumnValue::String(text)),
        Cell::Flag(flag) => Some(ColumnValue::Bool(flag)),
        Cell::Plain(number) => Some(ColumnValue::Double(number)),
        Cell::Whole(number) => i64::try_from(number).ok().map(ColumnValue::Long),
        Cell::Number { value, decimals: 0 } => Some(ColumnValue::Long(value.round() as i64)),
        Cell::Number { value, decimals } => rounded(value, decimals).as_f64().map(ColumnValue::Double),
    }
}

/// The geometry as the writer takes it; none for nothing, which the format has no way to say.
fn geometry(outline: Outline) -> Option<Geometry<f64>> {
    let coord = |at: LonLat| Coord { x: degrees(at.lon), y: degrees(at.lat) };
    match outline {
        Outline::Nothing => None,
        Outline::Point(at) => Some(Geometry::Point(Point(coord(at)))),
        Outline::Polygons(polygons) => {
            let line = |ring: Vec<LonLat>| LineString(ring.into_iter().map(coord).collect());
            let polygon = |rings: Vec<Vec<LonLat>>| {
                let mut rings = rings.into_iter().map(line);
                Some(Polygon::new(rings.next()?, rings.collect()))
            };
            Some(Geometry::MultiPolygon(MultiPolygon(polygons.into_iter().filter_map(polygon).collect())))
        }
    }
}
