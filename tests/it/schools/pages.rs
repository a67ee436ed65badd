//! Lists of the schools of clusters, with the filter with which their tiles were drawn.

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::parameters::Parameters;
use maillage::records::{Among, Dialect, Format, PageError, PageParameters, PageRequest, PointParameters};
use serde_json::Value;

use super::{catalog, schools, shown_by};
use crate::common::france;
use crate::edition::{Edition, asked};

const FILTER: &str = "type = 'collège' AND ips > 80";

pub(crate) fn request<'a>(among: Among<'a>, points: &'a PointParameters) -> PageRequest<'a> {
    PageRequest {
        layer: "ecoles",
        among,
        points,
        format: Format::GeoJson,
        dialect: Dialect::default(),
        base: "",
        limit: 10_000,
    }
}

/// All points, or those that a filter or territories leave.
fn points(given: &[(&str, &str)]) -> PointParameters {
    PageParameters::read(given).expect("parameters that there are").points
}

fn codes(catalog: &Catalog<Mapping>, request: &PageRequest<'_>) -> Vec<String> {
    let page = Edition::of(catalog).records().page(request, str::to_owned).expect("a page");
    let page: Value = serde_json::from_slice(&page.bytes).expect("JSON");
    let features = page["features"].as_array().expect("features");
    features.iter().map(|feature| feature["id"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn clusters_of_a_filter_list_what_the_filter_leaves() {
    let catalog = catalog();
    let holds = |code: &str| {
        let school = schools().into_iter().find(|school| school.code == code).expect("a school");
        school.kind == "collège" && school.ips.is_some_and(|ips| ips > 80.0)
    };
    let filtered = points(&[("filter", FILTER)]);
    let drawn = asked("ecoles", &[("filter", FILTER)]);
    let mut listed: Vec<String> = Vec::new();
    let mut unknown = 0;
    for cluster in shown_by(&catalog, &drawn, 7) {
        let Some(id) = cluster.number("cluster_id") else {
            listed.extend(cluster.text("code").map(str::to_owned));
            continue;
        };
        let id = id as u64;
        let among = Among::Cluster { id, after: None };
        let found = codes(&catalog, &request(among, &filtered));
        assert_eq!(found.len() as u64, cluster.count(), "{cluster:?}");
        listed.extend(found);
        // Without the filter it is another cluster, unless all schools of one pass.
        unknown += u32::from(matches!(
            Edition::of(&catalog).records().page(&request(among, &points(&[])), str::to_owned),
            Err(PageError::UnknownCluster { .. })
        ));
    }
    assert!(unknown > 10, "{unknown}");
    assert!(listed.iter().all(|code| holds(code)));
    listed.sort();
    assert_eq!(listed, codes(&catalog, &request(Among::All { after: None }, &filtered)));
}

#[test]
fn territories_of_a_page_have_a_bound_and_count_once() {
    let catalog = Catalog::map(france()).expect("France opens").0;
    let page = |territories: &str| {
        let points = points(&[("territory", territories)]);
        let request = PageRequest { layer: "lycees", ..request(Among::All { after: None }, &points) };
        Edition::of(&catalog).records().page(&request, str::to_owned)
    };
    let once = page("departements:35").expect("a page");
    assert_eq!(page(&vec!["departements:35"; 500].join(",")).expect("a page"), once);
    let many: Vec<String> = (0..101).map(|number| format!("departements:{number}")).collect();
    let told = page(&many.join(",")).expect_err("too many").to_string();
    assert_eq!(told, "101 territories were asked for and 100 are allowed; ask in several requests");
}
