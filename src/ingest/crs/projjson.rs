//! Descriptions of coordinate systems in PROJJSON, as GeoParquet has them, brought into the form of well-known text.

use serde_json::Value;

use super::wkt::Node;

/// The same description as well-known text would have it; none where it is of a kind that is not read.
pub(super) fn node_of(value: &Value) -> Option<Node> {
    match value.get("type")?.as_str()? {
        "ProjectedCRS" => {
            // The type of a base is left out where it is the usual one.
            let base = value.get("base_crs").map(|base| geographic("BASEGEOGCRS", base));
            let parts = [base, value.get("conversion").map(conversion)];
            Some(node("PROJCRS", value, parts.into_iter().flatten().chain(axes(value)).collect()))
        }
        "GeographicCRS" | "GeodeticCRS" => Some(geographic("GEOGCRS", value)),
        _ => None,
    }
}

fn geographic(keyword: &str, value: &Value) -> Node {
    let datum = value.get("datum").or_else(|| value.get("datum_ensemble"));
    let parts = [datum.map(datum_node), datum.and_then(|datum| datum.get("prime_meridian")).map(meridian)];
    node(keyword, value, parts.into_iter().flatten().chain(axes(value)).collect())
}

fn node(keyword: &str, value: &Value, children: Vec<Node>) -> Node {
    let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
    Node { keyword: keyword.to_owned(), texts: vec![name.to_owned()], children, ..Node::default() }
}

fn datum_node(datum: &Value) -> Node {
    let ellipsoid = datum.get("ellipsoid").map(|ellipsoid| {
        let numbers = ["semi_major_axis", "inverse_flattening"].iter().filter_map(|key| number(ellipsoid.get(*key)?));
        Node { numbers: numbers.collect(), ..node("ELLIPSOID", ellipsoid, Vec::new()) }
    });
    node("DATUM", datum, ellipsoid.into_iter().collect())
}

fn meridian(meridian: &Value) -> Node {
    let longitude = meridian.get("longitude").and_then(number);
    Node { numbers: longitude.into_iter().collect(), ..node("PRIMEM", meridian, Vec::new()) }
}

fn conversion(conversion: &Value) -> Node {
    let method = conversion.get("method").map(|method| node("METHOD", method, Vec::new()));
    let parameters = conversion.get("parameters").and_then(Value::as_array).into_iter().flatten().map(|parameter| {
        let value = parameter.get("value").and_then(number);
        Node { numbers: value.into_iter().collect(), ..node("PARAMETER", parameter, Vec::new()) }
    });
    node("CONVERSION", conversion, method.into_iter().chain(parameters).collect())
}

/// The axes, each with its unit: a word for metres and degrees, else a factor to metres or radians.
fn axes(system: &Value) -> impl Iterator<Item = Node> + '_ {
    let axes = system.get("coordinate_system").and_then(|system| system.get("axis")?.as_array());
    axes.into_iter().flatten().map(|axis| {
        let unit = axis.get("unit").and_then(|unit| {
            let (keyword, factor) = match unit.as_str().or_else(|| unit.get("type")?.as_str())? {
                "metre" => ("LENGTHUNIT", 1.0),
                "degree" => ("ANGLEUNIT", 1f64.to_radians()),
                "AngularUnit" => ("ANGLEUNIT", number(unit.get("conversion_factor")?)?),
                _ => ("LENGTHUNIT", number(unit.get("conversion_factor")?)?),
            };
            Some(Node { numbers: vec![factor], ..node(keyword, unit, Vec::new()) })
        });
        node("AXIS", axis, unit.into_iter().collect())
    })
}

/// A number, or one with a unit beside it.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.get("value")?.as_f64())
}
