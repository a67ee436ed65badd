use serde_json::{Map, Value, json};
use zerocopy::little_endian::U32;

use super::choose::Chosen;
use crate::catalog::text::degrees;
use crate::cluster::NodeRecord;
use crate::geo::WorldPoint;

/// Counts and links of a page, as OGC API – Features names them (17-069r4, section 7.16).
pub(super) fn numbers(chosen: &Chosen, next: Option<&str>) -> Map<String, Value> {
    let mut members = Map::new();
    if let Some(matched) = chosen.matched {
        members.insert("numberMatched".to_owned(), json!(matched));
    }
    members.insert("numberReturned".to_owned(), json!(chosen.features.len()));
    if let Some(next) = next {
        let link = json!({ "rel": "next", "type": "application/geo+json", "href": next });
        members.insert("links".to_owned(), json!([link]));
    }
    members
}

/// A cluster as tiles tell of it.
pub(super) fn describe(node: &NodeRecord) -> Value {
    let [west, north, east, south] = node.bounds.map(U32::get);
    let [north_west, south_east] = [(west, north), (east, south)].map(|(x, y)| WorldPoint { x, y }.unproject());
    let bbox = [north_west.lon, south_east.lat, south_east.lon, north_west.lat];
    json!({
        "cluster_id": node.id.get(),
        "point_count": node.member_count.get(),
        "expansion_zoom": node.expansion_zoom,
        "leaves": node.is_of_leaves(),
        "bbox": bbox.map(degrees).to_vec(),
    })
}
