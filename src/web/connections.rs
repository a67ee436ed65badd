use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::guard::guard;

/// How long a client may take to send the head of a request, and may keep a connection open without one.
const HEAD: Duration = Duration::from_secs(30);

/// Connections at once; further ones wait to be accepted.
const MOST_CONNECTIONS: usize = 8192;

/// How long running requests may take after a server has been told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// How long to wait when no connection can be accepted, as when the process has no file descriptor left.
const BREATH: Duration = Duration::from_millis(50);

/// Serves until `shutdown` is over, then finishes what is running, for ten seconds at most.
///
/// A client that is slow to ask is cut off, so that idle connections cannot use the server up; how slowly it reads
/// is its own affair. Requests that cannot be read are answered by `refusals`.
pub(super) async fn serve(listener: TcpListener, router: Router, refusals: Router, shutdown: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let (routes, refusals) = (TowerToHyperService::new(router), TowerToHyperService::new(refusals));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = shutdown.as_mut() => break,
        };
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
        let (stream, service) = guard(stream, routes.clone(), refusals.clone());
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still running and were cut off");
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed; without a permit the connection would simply not be counted.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are written whole, so waiting to fill packets would only delay them.
                let _ = stream.set_nodelay(true);
                return (stream, place);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}
