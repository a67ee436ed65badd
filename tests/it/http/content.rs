//! Several layers behind one address: composites and views.

use super::{by_code, layers, names};
use crate::common::{Server, france};
use crate::validator::{Rules, validate};

/// Paris and around at every zoom, as columns and rows.
fn paris(zoom: u8) -> String {
    let side = f64::from(1_u32 << zoom);
    let (longitude, latitude) = (2.35_f64, 48.86_f64.to_radians());
    let x = ((longitude + 180.0) / 360.0 * side) as u32;
    let y = ((1.0 - (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI) / 2.0 * side) as u32;
    format!("{zoom}/{x}/{y}")
}

#[test]
fn a_view_shows_its_layers_by_zoom_under_their_own_names() {
    let server = Server::start(france());
    for zoom in 0..=14 {
        let expected: &[&str] = match zoom {
            0..=5 => &["regions"],
            6..=8 => &["departements"],
            9..=10 => &["communes"],
            _ => &["communes", "lycees"],
        };
        let answer = server.get(&format!("/france/{}.mvt", paris(zoom)));
        assert_eq!(names(&layers(&answer)), expected, "zoom {zoom}");
        assert!(validate(&answer.body, &Rules::default()).is_empty(), "zoom {zoom}");
        // The same layers by name hold the same features.
        let composite = layers(&server.get(&format!("/{}/{}", expected.join(","), paris(zoom))));
        assert!(layers(&answer) == composite, "zoom {zoom}");
    }
    assert!(super::sentence(&server.get(&format!("/france/{}", paris(15))), 404).contains("0 to 14"));
}

#[test]
fn a_composite_holds_what_each_layer_holds() {
    let server = Server::start(france());
    let place = paris(10);
    let composite = layers(&server.get(&format!("/lycees,epci,communes,regions/{place}?indicators=*&points=all")));
    let mut found = names(&composite);
    found.sort_unstable();
    assert_eq!(found, ["communes", "epci", "lycees", "regions"]);
    for layer in &composite {
        let alone = layers(&server.get(&format!("/{}/{place}?indicators=*&points=all", layer.name)));
        assert!(by_code(layer) == by_code(&alone[0]), "{}", layer.name);
        assert!(*layer == alone[0], "{}", layer.name);
    }
}

#[test]
fn a_layer_outside_its_zooms_is_left_out_of_a_composite() {
    let server = Server::start(france());
    assert_eq!(names(&layers(&server.get("/regions,communes/3/4/2"))), ["regions"]);
    let mut at_four = layers(&server.get("/regions,communes/4/8/5"));
    at_four.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(names(&at_four), ["communes", "regions"]);
    assert!(super::sentence(&server.get("/communes,epci/3/4/2"), 404).contains("4 to 14"));
}

#[test]
fn layers_named_twice_stand_in_a_tile_once() {
    let server = Server::start(france());
    for path in ["/communes,communes", "/france,communes", "/communes,france,communes,france"] {
        let found = layers(&server.get(&format!("{path}/{}", paris(9))));
        assert_eq!(names(&found), ["communes"], "{path}");
        by_code(&found[0]);
    }
    // The view shows communes from zoom 9, the layer shows them from 4.
    let mut found = layers(&server.get(&format!("/france,communes/{}", paris(7))));
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(names(&found), ["communes", "departements"]);
    assert_eq!(names(&layers(&server.get(&format!("/france,communes/{}", paris(12))))), ["communes", "lycees"]);
}

#[test]
fn the_order_of_layers_changes_no_feature() {
    let server = Server::start(france());
    let sorted = |path: &str| {
        let mut found = layers(&server.get(&format!("{path}/{}", paris(11))));
        found.sort_by(|one, other| one.name.cmp(&other.name));
        found
    };
    assert!(sorted("/communes,lycees,epci") == sorted("/epci,lycees,communes"));
}

#[test]
fn ids_are_those_of_the_code_in_every_tile() {
    let server = Server::start(france());
    let mut known = std::collections::BTreeMap::new();
    for zoom in 4..=12 {
        for layer in layers(&server.get(&format!("/communes,departements,lycees/{}?points=all", paris(zoom)))) {
            for feature in &layer.features {
                let id = feature.id.expect("features have ids");
                assert!(id > 0 && id < 1 << 53);
                let code = format!("{:?}", feature.attributes.iter().find(|(key, _)| key == "code"));
                let before = known.insert((layer.name.clone(), id), code.clone());
                assert!(before.is_none_or(|before| before == code), "{} {id}", layer.name);
            }
        }
    }
    assert!(known.len() > 5_000);
}
