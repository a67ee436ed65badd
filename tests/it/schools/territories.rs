//! The territories that hold a school: those that it declares, those that follow, and those that its place tells.

use super::country::{Country, DEGREES, layer, texts};

const WITHIN: &str = "parents = { commune = \"commune\" }\nwithin = \"communes\"\n";

#[test]
fn a_school_has_the_commune_of_its_code_else_that_of_its_place() {
    let table = "code,lon,lat,commune\nA1,0.2,40.2,001\nA2,1,41,\nA3,3,43,003\nA4,3,41,999\nA5,9,44.9,\nA6,5,44,003\nA7,4.1,41,\n";
    let country = Country::build(&layer("s", &format!("{DEGREES}{WITHIN}")), &[("s.csv", table)]);
    // A5 and A6 are far at sea, and A6 declares that it is not; A7 is off the coast.
    let communes = [("A1", "001"), ("A2", "002"), ("A3", "003"), ("A4", "003")];
    assert_eq!(country.texts("s", "commune"), texts(&communes));
    // The province follows, though the table has no column for it.
    assert_eq!(country.texts("s", "province"), texts(&[("A1", "A"), ("A2", "B"), ("A3", "B"), ("A4", "B")]));
    let told = [
        ("A3", "other_territory"),
        ("A4", "unknown_territory"),
        ("A5", "outside_bounds"),
        ("A6", "far_position"),
        ("A7", "no_territory"),
    ];
    assert_eq!(country.told(), told);
    let detail = country.detail("A3");
    assert!(detail.starts_with("Twofold (003) is declared, but the place lies in Plain (005), "), "{detail}");
    assert_eq!(country.detail("A4"), "commune: no `999`; `003` was taken");
}

#[test]
fn a_coarser_code_that_disagrees_is_told_and_kept() {
    let parents = "parents = { commune = \"commune\", province = \"province\" }\nwithin = \"communes\"\n";
    let table =
        "code,lon,lat,commune,province\nA1,0.2,40.2,001,B\nA2,1,41,,A\nA3,3,43,005,\nA4,3,41,003,Z\nA5,3,41,,B\n";
    let country = Country::build(&layer("s", &format!("{DEGREES}{parents}")), &[("s.csv", table)]);
    let provinces = [("A1", "B"), ("A2", "A"), ("A3", "B"), ("A4", "B"), ("A5", "B")];
    assert_eq!(country.texts("s", "province"), texts(&provinces));
    assert_eq!(country.told(), [("A1", "contradiction"), ("A2", "other_territory"), ("A4", "unknown_territory")]);
    assert_eq!(country.detail("A1"), "province B is declared, but Around (001) lies in province A");
    assert_eq!(country.detail("A2"), "province A is declared, but the place lies in Enclave (002), province B");
    assert_eq!(country.detail("A4"), "province: no `Z`; `B` was taken");
}

#[test]
fn codes_are_mended_by_rules_and_carried_by_passages() {
    let table = "code,lon,lat,commune\nA1,0.2,40.2,1\nA2,1,41,902\nA3,3,43,OLD\nA4,3,43,SPLIT\n";
    let rules = "codes = [\"pad\", { \"9##\" = \"002\" }]\n";
    let passage =
        "[[passage]]\nfile = \"old.csv\"\nlevel = \"communes\"\nfrom = \"old\"\nto = \"new\"\nlast_year = \"until\"\n";
    let layers = layer("s", &format!("{DEGREES}{WITHIN}{rules}")) + passage;
    let passages = "old,new,until\nOLD,005,2018\nSPLIT,001,2018\nSPLIT,004,2018\n";
    let country = Country::build(&layers, &[("s.csv", table), ("old.csv", passages)]);
    let communes = [("A1", "001"), ("A2", "002"), ("A3", "005"), ("A4", "005")];
    assert_eq!(country.texts("s", "commune"), texts(&communes));
    // Where a commune was split nobody but the place knows.
    assert_eq!(country.told(), [("A4", "unknown_territory")]);
}

#[test]
fn schools_without_any_code_are_counted_where_they_stand() {
    let table = "code,lon,lat\nA1,0.2,40.2\nA2,1,41\nA3,0.3,40.3\nA4,3,43\n";
    let tally = "[[indicator]]\nid = \"number\"\nlabel = { fr = \"\", en = \"\" }\nkind = \"count\"\n\
                 [[tally]]\nindicator = \"number\"\npoints = \"s\"\nyear = 2020\nsource = \"\"\nlicence = \"\"\n";
    let layers = layer("s", &format!("{DEGREES}within = \"communes\"\n")) + tally;
    let country = Country::build(&layers, &[("s.csv", table)]);
    assert!(country.complaints.is_empty(), "{:?}", country.complaints);
    assert_eq!(country.texts("s", "province"), texts(&[("A1", "A"), ("A2", "B"), ("A3", "A"), ("A4", "B")]));
    let server = crate::common::Server::start(&country.folder());
    for (level, code, number) in [("communes", "001", 2.0), ("communes", "002", 1.0), ("provinces", "B", 2.0)] {
        let portrait = server.get(&format!("/territories/{level}/{code}?indicators=number")).json();
        assert_eq!(portrait["figures"][0]["years"][0]["value"], number, "{level} {code}: {portrait}");
    }
}

#[test]
fn a_school_whose_commune_is_not_on_the_map_stays_where_it_is() {
    let table = "code,lon,lat,commune\nA1,20,30,97801\nA2,20,30,001\nA3,20,30,\n";
    let country = Country::build(&layer("s", &format!("{DEGREES}{WITHIN}")), &[("s.csv", table)]);
    assert_eq!(country.points("s", None).into_keys().collect::<Vec<_>>(), ["A1", "A3"]);
    let told =
        [("A1", "outside_bounds"), ("A1", "unknown_territory"), ("A2", "far_position"), ("A3", "outside_bounds")];
    assert_eq!(country.told(), told);
    assert_eq!(country.detail("A2"), "`lon` is 20, `lat` is 30; it was left out");
    assert_eq!(country.texts("s", "commune"), texts(&[("A1", "97801")]), "what it declares is kept");
}
