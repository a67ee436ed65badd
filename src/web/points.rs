use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::answer::{Keep, document};
use super::documents::json_document;
use super::downloads::DialectParameters;
use super::problem::one_of;
use super::query::{Parameters, pairs};
use super::{Problem, Server};
use crate::catalog::TerritoryError;
use crate::geo::LonLat;
use crate::records::{
    Among, DownloadError, Format, PageError, PageRequest, PortraitRequest, next_address, point_layer,
};

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route("/points", get(layers))
        .route("/points/{layer}", get(page))
        .route("/points/{layer}/{code}", get(one))
        .route("/points/{layer}/clusters/{id}", get(cluster))
}

impl From<PageError> for Problem {
    fn from(error: PageError) -> Problem {
        match error {
            PageError::UnknownLayer { .. } | PageError::UnknownCluster { .. } => Problem::not_found(error.to_string()),
            PageError::Territory(_)
            | PageError::SeveralTerritories { .. }
            | PageError::NoParents { .. }
            | PageError::TooLarge { .. }
            | PageError::TooManyTerritories { .. } => Problem::bad_request(error.to_string()),
            PageError::Download(DownloadError::Select(error)) => error.into(),
            PageError::Download(DownloadError::Write(error)) => {
                tracing::error!(error, "a page of points could not be made");
                Problem::internal()
            }
        }
    }
}

/// Points of a page that says no limit, and most of them.
const USUAL: usize = 100;
const MOST: usize = 10_000;

/// Points around a place that says no number, and most of them.
const NEAREST: usize = 10;
const MOST_NEAREST: usize = 1_000;

/// Which points are asked for.
struct Asked {
    territories: Option<String>,
    bounds: Option<[f64; 4]>,
    limit: usize,
    after: Option<String>,
    longitude: Option<f64>,
    latitude: Option<f64>,
    number: usize,
    within: f64,
    /// The address without `after`: that of the next page begins with it.
    address: String,
}

impl FromRequestParts<Server> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Asked, Problem> {
        let mut asked = Asked {
            territories: None,
            bounds: None,
            limit: USUAL,
            after: None,
            longitude: None,
            latitude: None,
            number: NEAREST,
            within: f64::INFINITY,
            address: address(server.base(), &parts.uri),
        };
        for (name, value) in pairs(&parts.uri)? {
            match name.as_str() {
                "territory" => super::query::join(&mut asked.territories, value),
                "bbox" => asked.bounds = Some(bounds(&value)?),
                "limit" => asked.limit = whole(&name, &value, MOST)?,
                "after" => asked.after = Some(value),
                "lon" => asked.longitude = Some(number(&name, &value, 180.0)?),
                "lat" => asked.latitude = Some(number(&name, &value, 90.0)?),
                "n" => asked.number = whole(&name, &value, MOST_NEAREST)?,
                "within" => asked.within = metres(&name, &value)?,
                _ => {}
            }
        }
        Ok(asked)
    }
}

impl Asked {
    /// The place that points are to be near.
    fn place(&self) -> Result<LonLat, Problem> {
        match (self.longitude, self.latitude) {
            (Some(lon), Some(lat)) => Ok(LonLat { lon, lat }),
            _ => Err(Problem::bad_request("say where: `lon` and `lat` in degrees, such as lon=-1.68&lat=48.11")),
        }
    }
}

/// Where a page is asked for, under the public address, without what tells which page.
fn address(base: &str, uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default().split('&');
    let kept: Vec<&str> = query.filter(|pair| !pair.is_empty() && !pair.starts_with("after=")).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{base}{}{mark}{}", uri.path(), kept.join("&"))
}

fn whole(name: &str, text: &str, most: usize) -> Result<usize, Problem> {
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| Problem::bad_request(format!("`{name}` is a whole number from 1 to {most}")))
}

fn number(name: &str, text: &str, limit: f64) -> Result<f64, Problem> {
    let number = text.parse().ok().filter(|number| (-limit..=limit).contains(number));
    number.ok_or_else(|| Problem::bad_request(format!("`{name}` is a number of degrees from -{limit} to {limit}")))
}

fn metres(name: &str, text: &str) -> Result<f64, Problem> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| Problem::bad_request(format!("`{name}` is a number of metres from 0 up")))
}

fn bounds(text: &str) -> Result<[f64; 4], Problem> {
    let wrong = || Problem::bad_request("`bbox` is west,south,east,north in degrees, such as -2.3,47.6,-1.0,48.7");
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let bounds: [f64; 4] = numbers.map_err(|_| wrong())?.try_into().map_err(|_| wrong())?;
    let [west, south, east, north] = bounds;
    let is_on_earth =
        [west, east].iter().all(|it| it.abs() <= 180.0) && [south, north].iter().all(|it| it.abs() <= 90.0);
    if is_on_earth && south <= north { Ok(bounds) } else { Err(wrong()) }
}

/// A name that may end in that of a format; GeoJSON without.
fn format(name: &str) -> Result<(&str, Format), Problem> {
    match Format::split(name) {
        None => match name.rsplit_once('.') {
            Some((_, ending)) => Err(Problem::other_format("pages of points come", ending, &[".geojson", ".csv"])),
            None => Ok((name, Format::GeoJson)),
        },
        Some((name, format @ (Format::Csv | Format::GeoJson))) => Ok((name, format)),
        Some((layer, _)) => Err(Problem::not_found(format!(
            "pages of points come as .geojson or .csv; a whole layer is /territories/{layer}{}",
            one_of(&Format::FILES)
        ))),
    }
}

/// The layers of points, and where their points are.
async fn layers(State(server): State<Server>, parameters: Parameters, headers: HeaderMap) -> Result<Response, Problem> {
    let (edition, base) = (server.edition(), server.base());
    let layers = edition.catalog.point_layers().map(|(_, layer)| {
        let name = &layer.name;
        json!({
            "name": name,
            "label": layer.label.get(parameters.language()),
            "description": layer.description.as_ref().map(|text| text.get(parameters.language())),
            "count": layer.features,
            "zooms": layer.zooms,
            "fields": layer.fields,
            "clusters": layer.clusters,
            "points": format!("{base}/points/{name}"),
            "nearest": format!("{base}/points/{name}/nearest"),
            "tilejson": format!("{base}/{name}"),
        })
    });
    let body = json!({ "points": layers.collect::<Vec<Value>>(), "version": edition.catalog.version() });
    json_document(&server, &headers, &body).await
}

type Names = Result<RawPathParams, RawPathParamsRejection>;

/// The two last parts of a path.
fn names(path: Names) -> Result<[String; 2], Problem> {
    let path = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let mut values = path.iter().map(|(_, value)| value.to_owned());
    Ok(std::array::from_fn(|_| values.next().unwrap_or_default()))
}

/// A page of a layer's points.
async fn page(
    State(server): State<Server>,
    path: Names,
    asked: Asked,
    parameters: Parameters,
    dialect: DialectParameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let [file, _] = names(path)?;
    let (layer, format) = format(&file)?;
    let among = Among::All { after: asked.after.as_deref() };
    answer(&server, &headers, &request(&server, (layer, format), among, &asked, &parameters, &dialect), &asked).await
}

/// One point, or those nearest to a place.
async fn one(
    State(server): State<Server>,
    path: Names,
    asked: Asked,
    parameters: Parameters,
    dialect: DialectParameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let [layer, code] = names(path)?;
    if let Some(format) = ["nearest", "nearest.csv", "nearest.geojson"].contains(&code.as_str()).then(|| format(&code))
    {
        let among = Among::Near { at: asked.place()?, within: asked.within };
        let wanted = (layer.as_str(), format?.1);
        return answer(&server, &headers, &request(&server, wanted, among, &asked, &parameters, &dialect), &asked)
            .await;
    }
    let edition = server.edition();
    let catalog = &edition.catalog;
    point_layer(catalog, &layer)?;
    let territory = catalog.territory(&layer, &code).map_err(|error| match error {
        TerritoryError::UnknownCode { level, code } => Problem::not_found(format!(
            "no point of `{level}` has the code `{code}`; find codes with /territories?level={level}&q= and a name"
        )),
        error => error.into(),
    })?;
    let portrait = PortraitRequest {
        indicators: parameters.indicators.as_deref(),
        years: parameters.year.as_deref(),
        language: parameters.language(),
        base: server.base(),
    };
    let properties = edition.records().portrait(territory, &portrait)?;
    let body = json!({
        "type": "Feature",
        "id": code,
        "geometry": { "type": "Point", "coordinates": properties["point"] },
        "properties": properties,
    });
    document(&server, &headers, Bytes::from(body.to_string()), GEOJSON, Keep::Revalidate).await
}

/// The points of a cluster.
async fn cluster(
    State(server): State<Server>,
    path: Names,
    asked: Asked,
    parameters: Parameters,
    dialect: DialectParameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let [layer, file] = names(path)?;
    let (id, format) = format(&file)?;
    let wrong = || Problem::bad_request("the id of a cluster is a whole number: the attribute `cluster_id` of a tile");
    let id = id.parse().map_err(|_| wrong())?;
    let among = Among::Cluster { id, after: asked.after.as_deref() };
    answer(&server, &headers, &request(&server, (&layer, format), among, &asked, &parameters, &dialect), &asked).await
}

const GEOJSON: &str = "application/geo+json";

fn request<'a>(
    server: &'a Server,
    (layer, format): (&'a str, Format),
    among: Among<'a>,
    asked: &'a Asked,
    parameters: &'a Parameters,
    dialect: &DialectParameters,
) -> PageRequest<'a> {
    PageRequest {
        layer,
        among,
        territories: asked.territories.as_deref(),
        bounds: asked.bounds,
        indicators: parameters.indicators.as_deref(),
        years: parameters.year.as_deref().filter(|year| !year.is_empty()),
        fields: parameters.fields.as_deref(),
        filter: parameters.filter.as_deref(),
        coverage: parameters.coverage.as_deref(),
        format,
        dialect: dialect.0,
        language: parameters.language(),
        base: server.base(),
        limit: if matches!(among, Among::Near { .. }) { asked.number } else { asked.limit },
    }
}

/// Makes a page, and says in its headers too where the next one is: a CSV file has no other place for it.
async fn answer(
    server: &Server,
    headers: &HeaderMap,
    request: &PageRequest<'_>,
    asked: &Asked,
) -> Result<Response, Problem> {
    let page = server.0.engine.studio.run(|_| server.edition().records().page(request, &asked.address)).await??;
    let mut response =
        document(server, headers, Bytes::from(page.bytes), request.format.media_type(), Keep::Revalidate).await?;
    if let Some(next) = page.next {
        let link = format!("<{}>; rel=\"next\"", next_address(&asked.address, &next));
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_next_page_keeps_all_else() {
        let address = |text: &str| address("https://a.example/t", &text.parse().unwrap());
        assert_eq!(address("/points/lycees"), "https://a.example/t/points/lycees");
        assert_eq!(
            address("/points/lycees.csv?territory=35&after=0350001A&limit=5"),
            "https://a.example/t/points/lycees.csv?territory=35&limit=5"
        );
    }

    #[test]
    fn boxes_are_four_numbers_on_the_earth() {
        assert_eq!(bounds("-2.3, 47.6,-1,48.7").unwrap(), [-2.3, 47.6, -1.0, 48.7]);
        assert!(bounds("170,-20,-170,-10").is_ok());
        for text in ["", "1,2,3", "1,2,3,4,5", "a,1,2,3", "0,10,1,5", "0,0,181,1", "0,nan,1,1", "0,1,2,3,a", "0,1,2,3,"]
        {
            assert!(bounds(text).is_err(), "{text}");
        }
    }
}
