//! The page that leads to the maps, and the way to the page of a map.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::super::Problem;
use super::super::answer::{Keep, document};
use super::super::negotiate::language;
use super::{Map, Shelf};
use crate::gazetteer::Language;

pub(super) fn router() -> Router<Shelf> {
    Router::new().route("/", get(page))
}

/// The address of a map without the slash at its end, below which the links of its page would lead past it.
pub(super) fn slash(prefix: &str) -> Router<Shelf> {
    let to = format!("{prefix}/");
    Router::new().route(&format!("/{prefix}"), get(async move |address: Uri| onward(&to, &address)))
}

/// Leads on to `to`. It is relative, for a proxy may have the server below a path that nobody told it.
fn onward(to: &str, address: &Uri) -> Result<Response, Problem> {
    let to = match address.query() {
        Some(query) => format!("{to}?{query}"),
        None => to.to_owned(),
    };
    let to = HeaderValue::try_from(to).map_err(|_| Problem::bad_request("the query cannot stand in a header"))?;
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    Ok((StatusCode::PERMANENT_REDIRECT, headers).into_response())
}

/// What the page says in a language.
struct Texts {
    title: &'static str,
    lead: &'static str,
    indicator: &'static str,
    indicators: &'static str,
    /// The other language, in its own words.
    other: (Language, &'static str),
}

const FRENCH: Texts = Texts {
    title: "Cartes",
    lead: "Choisissez une carte.",
    indicator: "indicateur",
    indicators: "indicateurs",
    other: (Language::English, "English"),
};

const ENGLISH: Texts = Texts {
    title: "Maps",
    lead: "Choose a map.",
    indicator: "indicator",
    indicators: "indicators",
    other: (Language::French, "Français"),
};

/// A page that leads to the maps, in the language of `?lang=`, else of the browser, else in French. Its links are
/// relative, as those of the maps' own pages are. Whatever else it is asked with it ignores: pages are linked to by all
/// sorts of programs.
async fn page(State(shelf): State<Shelf>, address: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let query = address.query().unwrap_or_default();
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    let asked = given.and_then(|(_, tag)| Language::from_tag(&tag));
    let language = asked.or_else(|| language(&headers)).unwrap_or_default();
    let text = written(&shelf.0.maps, language);
    let html = "text/html; charset=utf-8";
    let mut response = document(&shelf, &headers, Bytes::from(text), html, Keep::Revalidate).await?;
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Language"));
    Ok(response)
}

fn written(maps: &[Map], language: Language) -> String {
    let texts = match language {
        Language::French => FRENCH,
        Language::English => ENGLISH,
    };
    let (other, name) = texts.other;
    let icon = maps.first().map_or_else(String::new, |map| format!("{}/static/icon.svg", map.prefix));
    let list: String = maps.iter().map(|map| item(map, language, &texts)).collect();
    let places = [
        ("{{language}}", language.tag()),
        ("{{title}}", texts.title),
        ("{{lead}}", texts.lead),
        ("{{other}}", other.tag()),
        ("{{other_name}}", name),
        ("{{icon}}", &icon),
        // Last, for the texts of maps are not looked through.
        ("{{list}}", &list),
    ];
    places.iter().fold(include_str!("page.html").to_owned(), |page, (place, text)| page.replace(place, text))
}

/// A map in the list: its title, its levels, and how many indicators it has.
fn item(Map { prefix, server }: &Map, language: Language, texts: &Texts) -> String {
    let edition = server.edition();
    let catalog = &edition.catalog;
    let title = escaped(catalog.title().get(language));
    let levels: Vec<String> = catalog.levels().map(|(_, layer)| escaped(layer.label.get(language))).collect();
    let count = catalog.all_indicators().len();
    let indicators = if count == 1 { texts.indicator } else { texts.indicators };
    format!(
        "<li><a href=\"{prefix}/?lang={}\"><strong>{title}</strong> <span>{}</span> <small>{count} {indicators}</small></a></li>\n",
        language.tag(),
        // The dot stays with the word before it where a line ends.
        levels.join("\u{a0}· "),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(address: &str) -> String {
        let response = onward("usa/", &address.parse().unwrap()).unwrap();
        assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
        String::from_utf8(response.headers()[header::LOCATION].as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn the_way_to_a_map_is_relative_and_keeps_the_query() {
        assert_eq!(location("/usa"), "usa/");
        assert_eq!(location("/usa?"), "usa/?");
        assert_eq!(location("/usa?lang=en&a=//b%0a"), "usa/?lang=en&a=//b%0a");
    }

    #[test]
    fn texts_of_maps_are_no_markup() {
        assert_eq!(escaped("<b> \"A\" & B"), "&lt;b> &quot;A&quot; &amp; B");
    }
}
