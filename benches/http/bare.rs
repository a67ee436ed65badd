//! What HTTP alone costs: a handler of axum that always gives the same answer.

use axum::Router;
use axum::body::Body;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;

/// Headers that the HTTP library adds by itself.
const AUTOMATIC: [&str; 3] = ["content-length", "date", "connection"];

/// Serves one answer, whose head and body lie in two files, for ever.
pub(crate) fn serve(address: &str, head: &str, body: &str) {
    let head = std::fs::read_to_string(head).expect("the head of the answer");
    let body = Bytes::from(std::fs::read(body).expect("the body of the answer"));
    let mut headers = HeaderMap::new();
    for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(": ")) {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header");
        if !AUTOMATIC.contains(&name.as_str()) {
            headers.append(name, HeaderValue::from_str(value).expect("a value"));
        }
    }
    let answer = move || {
        let mut response = Response::new(Body::from(body.clone()));
        response.headers_mut().clone_from(&headers);
        std::future::ready(response)
    };
    let router = Router::new().route("/{layers}/{z}/{x}/{y}", get(answer));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, router).await.expect("it serves");
    });
}
