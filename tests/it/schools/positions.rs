//! Positions as tables have them: in other systems, exchanged, in radians, or none.

use super::country::{Country, DEGREES, layer, texts};

const WITHIN: &str = "parents = { commune = \"commune\" }\nwithin = \"communes\"\n";

/// Rows with every kind of wrong position; with a `fallback` they all stand somewhere.
const WRONG: &str = "code,lon,lat,commune\n\
    EMPTY,,41,002\n\
    NAN,NaN,41,002\n\
    ZERO,0,0,002\n\
    SWAPPED,41,1,002\n\
    STRANGER,41,1,004\n\
    UNKNOWN,41,1,\n\
    NEAR,41,3,005\n\
    MERGED,41,1,999\n\
    RADIANS,0.017453292519943,0.715584993317675,002\n\
    METRES,700000,6211000,005\n\
    NOWHERE,700000,-900000000000,005\n\
    TEXT,one,41,002\n\
    FAR,30,41,001\n\
    BEYOND,200,41,001\n";

#[test]
fn a_position_that_is_beyond_doubt_is_mended_and_others_are_left_out() {
    let country = Country::build(&layer("s", &format!("{DEGREES}{WITHIN}")), &[("s.csv", WRONG)]);
    let told = [
        ("BEYOND", "bad_position"),
        ("EMPTY", "missing_position"),
        ("FAR", "far_position"),
        ("MERGED", "swapped_position"),
        ("MERGED", "unknown_territory"),
        ("METRES", "projected_position"),
        ("NAN", "missing_position"),
        ("NEAR", "other_territory"),
        ("NEAR", "swapped_position"),
        ("NOWHERE", "projected_position"),
        ("RADIANS", "radian_position"),
        ("STRANGER", "far_position"),
        ("SWAPPED", "swapped_position"),
        ("TEXT", "bad_position"),
        ("UNKNOWN", "swapped_position"),
        ("ZERO", "zero_position"),
    ];
    assert_eq!(country.told(), told);
    let communes = [("MERGED", "002"), ("NEAR", "005"), ("RADIANS", "002"), ("SWAPPED", "002"), ("UNKNOWN", "002")];
    assert_eq!(country.texts("s", "commune"), texts(&communes));
    let details = [
        ("EMPTY", "`lon` is empty; it was left out"),
        ("SWAPPED", "`lon` is 41, `lat` is 1; exchanged it lies in Enclave (002)"),
        (
            "STRANGER",
            "`lon` is 41, `lat` is 1; exchanged it lies in Enclave (002), which it does not declare; it was left out",
        ),
        (
            "METRES",
            "`lon` is 700000, `lat` is 6211000; in EPSG:2154 it lies in Plain (005): `crs = \"EPSG:2154\"` in the \
             recipe says so; it was left out",
        ),
        ("TEXT", "`lon`: `one` is not a number; it was left out"),
        ("BEYOND", "`lon` is 200, `lat` is 41: there is no such place; it was left out"),
    ];
    for (code, detail) in details {
        assert_eq!(country.detail(code), detail);
    }
}

#[test]
fn no_school_is_lost_where_it_may_stand_at_its_commune() {
    let keys = format!("{DEGREES}{WITHIN}fallback = \"commune\"\n");
    let country = Country::build(&layer("s", &keys), &[("s.csv", WRONG)]);
    assert_eq!(country.points("s", None).len(), 14);
    let own = ["MERGED", "NEAR", "RADIANS", "SWAPPED", "UNKNOWN"];
    for (code, position) in country.texts("s", "position") {
        assert_eq!(position, if own.contains(&code.as_str()) { "own" } else { "commune" }, "{code}");
    }
    assert_eq!(country.detail("ZERO"), "`lon` is 0, `lat` is 0; it stands in Enclave (002)");
    // A tile tells it without being asked.
    assert!(country.points("s", None).values().all(|point| point.text("position").is_some()));
}

#[test]
fn schools_of_a_table_without_positions_stand_inside_their_communes() {
    let keys = format!("{WITHIN}fallback = \"commune\"\nfields = {{ position = \"sorte\" }}\n");
    let table = "code,commune,sorte\nA1,001,porte\nA2,002,\nA3,001,\nA4,,\nA5,999,\n";
    let country = Country::build(&layer("s", &keys), &[("s.csv", table)]);
    let commune = |code: &'static str| (code, "commune");
    assert_eq!(country.texts("s", "position"), texts(&["A1", "A2", "A3"].map(commune)));
    let told = [("A4", "missing_position"), ("A5", "missing_position"), ("A5", "unknown_territory")];
    assert_eq!(country.told(), told);
    // The commune around an enclave has its label outside of it.
    let download = crate::common::Server::start(&country.folder()).get("/territories/s.geojson").json();
    let place = |code: &str| {
        let features = download["features"].as_array().expect("features");
        let feature = features.iter().find(|it| it["id"] == code).expect("a feature");
        let at = feature["geometry"]["coordinates"].as_array().expect("a place").clone();
        [at[0].as_f64().expect("a number"), at[1].as_f64().expect("a number")]
    };
    let in_enclave = |[x, y]: [f64; 2]| (0.5..1.5).contains(&x) && (40.5..41.5).contains(&y);
    assert!(in_enclave(place("A2")) && !in_enclave(place("A1")));
    assert!((0.0..2.0).contains(&place("A1")[0]) && (40.0..42.0).contains(&place("A1")[1]));
    assert_eq!(place("A1"), place("A3"), "both at one place");
}

#[test]
fn without_territories_positions_are_taken_as_they_are_unless_there_are_none() {
    let keys = format!("{DEGREES}fields = {{ commune = \"commune\" }}\n");
    let country = Country::without_territories(&layer("s", &keys), &[("s.csv", WRONG)]);
    let told = [
        ("BEYOND", "wrapped_longitude"),
        ("EMPTY", "missing_position"),
        ("METRES", "projected_position"),
        ("NAN", "missing_position"),
        ("NOWHERE", "projected_position"),
        ("TEXT", "bad_position"),
        ("ZERO", "zero_position"),
    ];
    assert_eq!(country.told(), told);
    assert_eq!(country.points("s", None).len(), 8);
}

/// Rows in systems of their own; the numbers are those of PROJ 9.5.1 for 3° E 43° N.
const SYSTEMS: &str = "code,x,y,epsg\n\
    LAMBERT,700000,6211183.707,EPSG:2154\n\
    CONIC,1700000,2200000,3943\n\
    MERCATOR,333958.472,5311971.847,3857\n\
    DEGREES,3,43,4326\n\
    MISTAKEN,3,43,2154\n\
    USUAL,3,43,\n\
    UNKNOWN,3,43,23030\n";

#[test]
fn each_row_may_be_in_a_system_of_its_own() {
    let keys = "x = \"x\"\ny = \"y\"\ncrs = \"EPSG:4326\"\ncrs_column = \"epsg\"\nwithin = \"communes\"\n";
    let country = Country::build(&layer("s", keys), &[("s.csv", SYSTEMS)]);
    assert_eq!(country.told(), [("MISTAKEN", "degree_position"), ("UNKNOWN", "unknown_crs")]);
    let detail = "`x` is 3, `y` is 43 (EPSG:2154); as degrees it lies in Plain (005)";
    assert_eq!(country.detail("MISTAKEN"), detail);
    let codes: Vec<String> = country.texts("s", "commune").into_keys().collect();
    assert_eq!(codes, ["CONIC", "DEGREES", "LAMBERT", "MERCATOR", "MISTAKEN", "USUAL"]);
    let server = crate::common::Server::start(&country.folder());
    let download = server.get("/territories/s.geojson").json();
    for feature in download["features"].as_array().expect("features") {
        let at = &feature["geometry"]["coordinates"];
        let off = [(0, 3.0), (1, 43.0)].map(|(axis, wanted)| (at[axis].as_f64().expect("a number") - wanted).abs());
        // The world grid has cells of 9 mm.
        assert!(off.iter().all(|degrees| *degrees < 2e-7), "{feature}");
    }
}
