use std::fmt::Write as _;

use serde_json::{Value, json};

use super::super::output::size;
use crate::atlas::{ComplaintCount, LayerView};
use crate::catalog::Catalog;
use crate::container::{Mapping, Published};
use crate::gazetteer::counted;
use crate::gazetteer::grouped;

/// One zoom of a layer.
struct Zoom {
    zoom: u8,
    vertices: u64,
    bytes: u64,
    stand_ins: u32,
    /// Features whose record points outside its sections.
    broken: u32,
}

fn zooms(layer: &LayerView<'_, Mapping>) -> Vec<Zoom> {
    let range = layer.record().layer.zooms;
    let view = |zoom: u8| {
        let shapes = layer.zoom(zoom)?;
        let found = || (0..layer.len() as u32).map(|feature| shapes.shape(feature));
        Some(Zoom {
            zoom,
            vertices: found().flatten().map(|shape| u64::from(shape.vertices())).sum(),
            bytes: shapes.bytes() as u64,
            stand_ins: found().flatten().filter(crate::atlas::Shape::is_stand_in).count() as u32,
            broken: found().filter(Option::is_none).count() as u32,
        })
    };
    range.iter().filter_map(view).collect()
}

/// What the map holds, for people.
pub(super) fn in_words(catalog: &Catalog<Mapping>, published: &Published) -> String {
    let mut out = format!("{}: {}, version {}\n", catalog.name(), catalog.title().en, catalog.version());
    let _ = writeln!(
        out,
        "  {} {}, hash {}",
        published.atlas,
        size(catalog.atlas().length()),
        catalog.atlas().content_hash()
    );
    let _ = writeln!(
        out,
        "  {} {}, hash {}",
        published.almanac,
        size(catalog.almanac().length()),
        catalog.almanac().content_hash()
    );
    for (id, record) in catalog.all_layers() {
        let layer = &record.layer;
        let fields: Vec<&str> = layer.fields.iter().map(|field| field.name.as_str()).collect();
        let (min, max) = (layer.zooms.min, layer.zooms.max);
        let _ = writeln!(
            out,
            "\n{}: {} {}, zooms {min} to {max}, fields {}{}",
            layer.name,
            grouped(layer.features.into()),
            layer.kind.name(),
            fields.join(" "),
            record.shown_as.as_ref().map_or(String::new(), |name| format!(", shown as {name}"))
        );
        let zooms = zooms(&catalog.view(id));
        if !zooms.is_empty() {
            let _ = writeln!(out, "  zoom   vertices       bytes  drawn as a square");
        }
        for zoom in zooms {
            let _ = writeln!(
                out,
                "  {:>4} {:>10} {:>11}  {:>17}",
                zoom.zoom,
                grouped(zoom.vertices),
                grouped(zoom.bytes),
                zoom.stand_ins
            );
            if zoom.broken > 0 {
                let broken = counted(zoom.broken.into(), "damaged feature");
                let _ = writeln!(out, "       {broken}: run `maillage verify`");
            }
        }
    }
    for view in catalog.views() {
        let parts: Vec<String> =
            view.parts.iter().map(|part| format!("{} {}–{}", part.layer, part.zooms.min, part.zooms.max)).collect();
        let _ = writeln!(out, "\nview {}: {}", view.name, parts.join(", "));
    }
    let _ = writeln!(out, "\nindicators");
    for indicator in catalog.all_indicators() {
        let years: Vec<String> = indicator.years.iter().map(ToString::to_string).collect();
        let unit = indicator.unit.as_ref().map_or("", |unit| &unit.en);
        let _ = writeln!(out, "  {:24} {} ({unit}), {}", indicator.id, indicator.label.en, years.join(" "));
    }
    for (what, complaints) in complaints(catalog) {
        for complaint in complaints {
            let _ = writeln!(out, "\n{} of {what}: {}", counted(complaint.count, "complaint"), complaint.kind);
            complaint.examples.iter().take(3).for_each(|example| {
                let _ = writeln!(out, "  {example}");
            });
        }
    }
    out.trim_end().to_owned()
}

fn complaints(catalog: &Catalog<Mapping>) -> [(&'static str, &[ComplaintCount]); 2] {
    [("shapes", &catalog.description().complaints), ("figures", &catalog.almanac().description().complaints)]
}

/// What the map holds, for programs.
pub(super) fn in_json(catalog: &Catalog<Mapping>, published: &Published) -> Value {
    let layers: Vec<Value> = (catalog.all_layers().enumerate())
        .map(|(number, (id, record))| {
            let zooms: Vec<Value> = zooms(&catalog.view(id))
                .into_iter()
                .map(|it| {
                    json!({ "zoom": it.zoom, "vertices": it.vertices, "bytes": it.bytes, "stand_ins": it.stand_ins, "broken": it.broken })
                })
                .collect();
            let columns = catalog.almanac().description().columns.get(number);
            let mut value = json!(catalog.layer_at(id));
            if let Some(name) = &record.shown_as {
                value["shown_as"] = json!(name);
            }
            value["per_zoom"] = json!(zooms);
            value["figures"] = json!(columns);
            value
        })
        .collect();
    let [shapes, figures] = complaints(catalog).map(|(_, complaints)| complaints);
    json!({
        "name": catalog.name(),
        "version": catalog.version(),
        "atlas": { "file": published.atlas, "bytes": catalog.atlas().length(), "hash": catalog.atlas().content_hash().to_string() },
        "almanac": { "file": published.almanac, "bytes": catalog.almanac().length(), "hash": catalog.almanac().content_hash().to_string() },
        "layers": layers,
        "views": catalog.views(),
        "indicators": catalog.all_indicators(),
        "complaints": { "shapes": shapes, "figures": figures },
    })
}
