//! The files of the map page, embedded in the binary.

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLES: &str = "text/css; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// A file of the map page with its content type. `index.html` is the page; the others are its `static/` files.
pub fn asset(name: &str) -> Option<(&'static [u8], &'static str)> {
    let found: (&[u8], &str) = match name {
        "index.html" => (include_bytes!("viewer/index.html"), HTML),
        "viewer.css" => (include_bytes!("viewer/viewer.css"), STYLES),
        "panel.css" => (include_bytes!("viewer/panel.css"), STYLES),
        "popup.css" => (include_bytes!("viewer/popup.css"), STYLES),
        "narrow.css" => (include_bytes!("viewer/narrow.css"), STYLES),
        "viewer.js" => (include_bytes!("viewer/viewer.js"), SCRIPT),
        "classes.js" => (include_bytes!("viewer/classes.js"), SCRIPT),
        "facts.js" => (include_bytes!("viewer/facts.js"), SCRIPT),
        "legend-points.js" => (include_bytes!("viewer/legend-points.js"), SCRIPT),
        "points.js" => (include_bytes!("viewer/points.js"), SCRIPT),
        "points.css" => (include_bytes!("viewer/points.css"), STYLES),
        "address.js" => (include_bytes!("viewer/address.js"), SCRIPT),
        "legend.js" => (include_bytes!("viewer/legend.js"), SCRIPT),
        "live.js" => (include_bytes!("viewer/live.js"), SCRIPT),
        "popup.js" => (include_bytes!("viewer/popup.js"), SCRIPT),
        "reveal.js" => (include_bytes!("viewer/reveal.js"), SCRIPT),
        "selection.js" => (include_bytes!("viewer/selection.js"), SCRIPT),
        "table-points.js" => (include_bytes!("viewer/table-points.js"), SCRIPT),
        "table.js" => (include_bytes!("viewer/table.js"), SCRIPT),
        "texts.js" => (include_bytes!("viewer/texts.js"), SCRIPT),
        "select.svg" => (include_bytes!("viewer/select.svg"), "image/svg+xml"),
        "icon.svg" => (include_bytes!("viewer/icon.svg"), "image/svg+xml"),
        "maplibre-gl.mjs" => (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl.mjs")), SCRIPT),
        "maplibre-gl-worker.mjs" => {
            (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl-worker.mjs")), SCRIPT)
        }
        "maplibre-gl.css" => (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl.css")), STYLES),
        "maplibre-gl-LICENSE.txt" => {
            (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl-LICENSE.txt")), TEXT)
        }
        _ => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_SCRIPTS: [&str; 12] = [
        "viewer.js",
        "classes.js",
        "facts.js",
        "legend.js",
        "legend-points.js",
        "live.js",
        "points.js",
        "popup.js",
        "reveal.js",
        "selection.js",
        "table.js",
        "table-points.js",
    ];

    #[test]
    fn the_page_and_what_it_asks_for_are_there() {
        let (page, kind) = asset("index.html").unwrap();
        assert_eq!(kind, HTML);
        let page = std::str::from_utf8(page).unwrap();
        for quoted in page.split("\"static/").skip(1) {
            let name = quoted.split('"').next().unwrap();
            assert!(asset(name).is_some(), "{name}");
        }
        for name in PAGE_SCRIPTS {
            let script = std::str::from_utf8(asset(name).unwrap().0).unwrap();
            for quoted in script.split("from \"./").skip(1) {
                let name = quoted.split('"').next().unwrap();
                assert!(asset(name).is_some(), "{name}");
            }
        }
        assert!(asset("../Cargo.toml").is_none());
    }

    #[test]
    fn no_file_names_a_source_map() {
        for name in ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"] {
            let text = std::str::from_utf8(asset(name).unwrap().0).unwrap();
            assert!(!text.contains("\n//# sourceMappingURL="), "{name}");
        }
    }
}
