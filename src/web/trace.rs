use std::borrow::Cow;

use axum::body::Body;
use axum::http::{Request, Uri};
use tracing::Span;

use crate::parameters::KEY;

/// The span of a request, whose address has no key that a client gave.
pub(super) fn span(request: &Request<Body>) -> Span {
    let (method, version) = (request.method(), request.version());
    tracing::debug_span!("request", %method, uri = %shown(request.uri()), ?version)
}

/// An address as logs show it.
fn shown(uri: &Uri) -> Cow<'_, str> {
    let path = uri.path();
    let Some(query) = uri.query() else { return path.into() };
    // A name may be written in percent as well.
    let is_key = |pair: &str| form_urlencoded::parse(pair.as_bytes()).next().is_some_and(|(name, _)| name == KEY);
    let pairs = query.split('&').map(|pair| if is_key(pair) { "key=…" } else { pair });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_shown() {
        let shown = |text: &str| shown(&text.parse().unwrap()).into_owned();
        assert_eq!(shown("/communes?year=2021"), "/communes?year=2021");
        assert_eq!(shown("/communes?key=secret&year=2021&k%65y=secret"), "/communes?key=…&year=2021&key=…");
        assert_eq!(shown("/communes"), "/communes");
        assert_eq!(shown("/communes?keys=1&key"), "/communes?keys=1&key=…");
    }
}
