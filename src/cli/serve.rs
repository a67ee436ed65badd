use clap::Args;
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

use axum::Router;
use miette::{IntoDiagnostic, Result, miette};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::example;
use super::rebuild::{Workshop, follow};
use crate::catalog::Catalog;
use crate::compile::OnLoss;
use crate::web::{Address, Cause, Engine, ServeOptions, Server, Shelf, serve, watch};

/// `maillage serve`: what is asked for.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Folder of the map, or its <name>.json; the example when left out, with --recipe a folder in the user's cache.
    /// Several stand beside each other, each below /<name>/: `name=folder` gives another name
    folders: Vec<PathBuf>,
    /// Address to listen at
    #[arg(long, value_name = "ADDRESS", env = "MAILLAGE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Address under which clients reach the server, such as https://example.org/tiles
    #[arg(long, value_name = "URL", env = "MAILLAGE_PUBLIC_URL")]
    public_url: Option<String>,
    /// Mebibytes of compressed tiles kept in memory; 0 for none
    #[arg(long, value_name = "MIB", env = "MAILLAGE_CACHE", default_value_t = 64)]
    cache: u64,
    /// Build the map of this recipe when it is missing or stale, and again whenever one of its files changes
    #[arg(long, value_name = "RECIPE")]
    recipe: Option<PathBuf>,
    /// With --recipe: publish even when there is much less than in the map published before, such as of a file that was
    /// cut off
    #[arg(long, requires = "recipe")]
    accept_loss: bool,
    /// Token with which POST /-/reload is allowed; better given in the environment, where no list of processes shows it
    #[arg(long, value_name = "TOKEN", env = "MAILLAGE_RELOAD_TOKEN", hide_env_values = true)]
    reload_token: Option<String>,
}

/// `maillage serve`.
pub(super) fn run(arguments: ServeArguments) -> Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Nobody may be left to read the log, as when a terminal was closed: telling of that would fail too.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    log.log_internal_errors(false).init();
    let public_url = arguments.public_url.as_deref().map(checked_url).transpose()?;
    if arguments.recipe.is_some() && arguments.folders.len() > 1 {
        return Err(miette!("--recipe builds one map: name one folder, or serve the maps of several without it"));
    }
    let on_loss = if arguments.accept_loss { OnLoss::Accept } else { OnLoss::Refuse };
    let mut workshop = match &arguments.recipe {
        Some(recipe) => Some(Workshop::open(recipe, arguments.folders.first().cloned(), on_loss)?),
        None => None,
    };
    let (places, failure) = match (&mut workshop, &arguments.folders[..]) {
        (Some(workshop), _) => {
            let (place, failure) = workshop.first()?;
            (vec![place], failure)
        }
        (None, []) => (vec![example::folder()?], None),
        (None, folders) => (folders.to_vec(), None),
    };
    let cores = available_parallelism().map_or(1, usize::from);
    // One thread more than may draw at once: health checks and cached tiles never wait for a heavy tile.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(cores + 1).enable_all().build().into_diagnostic()?;
    let result = runtime.block_on(async move {
        let listen = &arguments.listen;
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            miette!("cannot listen at {listen}: {error}; name another address with --listen, such as 127.0.0.1:8081")
        })?;
        let address = listener.local_addr().into_diagnostic()?;
        let address = Address::new(public_url.unwrap_or_else(|| own_url(address)));
        let engine = Engine::new(ServeOptions {
            cache_bytes: arguments.cache.saturating_mul(1 << 20),
            drawers: cores,
            reload_token: arguments.reload_token.filter(|token| !token.is_empty()),
        });
        let (servers, router) = open(&places, address, &engine)?;
        for server in &servers {
            let (map, version) = server.serves();
            tracing::info!(map, version, "serving at {}/", server.base());
            tokio::spawn(watch(server.clone()));
        }
        if let (Some(why), Some(server)) = (failure, servers.first()) {
            server.refuse(Cause::Build, why);
        }
        if let (Some(workshop), Some(server)) = (workshop, servers.first()) {
            tokio::spawn(follow(server.clone(), workshop));
        }
        // Listened to from now on: a signal that nobody listens to would end the process.
        let hang_ups = hang_ups(servers);
        serve(listener, router, stop_signal(hang_ups)).await;
        tracing::info!("stopped");
        Ok(())
    });
    // A build that runs would hold up the end; what it leaves behind, the next one removes.
    runtime.shutdown_background();
    result
}

/// Opens the maps: one has all addresses to itself, several have a prefix each, as one has that is named.
fn open(places: &[PathBuf], address: Address, engine: &Arc<Engine>) -> Result<(Vec<Server>, Router)> {
    if let [place] = places
        && prefix_of(place).0.is_none()
    {
        let server = Server::open(place, address, Arc::clone(engine))?;
        return Ok((vec![server.clone()], server.router()));
    }
    let mut servers = Vec::with_capacity(places.len());
    for place in places {
        let (named, folder) = prefix_of(place);
        let prefix = match named {
            Some(named) => named,
            None => Catalog::map(&folder)?.0.name().to_owned(),
        };
        servers.push(Server::open(&folder, address.below(prefix), Arc::clone(engine))?);
    }
    let shelf = Shelf::new(address, Arc::clone(engine), servers.clone()).into_diagnostic()?;
    Ok((servers, shelf.router()))
}

/// The name before a `=`, and the folder behind it, unless there is a folder that is called like all of it.
fn prefix_of(place: &Path) -> (Option<String>, PathBuf) {
    let named = place.to_str().filter(|_| !place.exists()).and_then(|text| text.split_once('='));
    match named {
        Some((prefix, folder)) => (Some(prefix.to_owned()), PathBuf::from(folder)),
        None => (None, place.to_owned()),
    }
}

/// The address of a server that was told none.
fn own_url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        let port = address.port();
        tracing::warn!("clients elsewhere cannot follow http://localhost:{port}; name their address with --public-url");
        return format!("http://localhost:{port}");
    }
    format!("http://{address}")
}

/// A public address without the slash at its end.
fn checked_url(url: &str) -> Result<String> {
    let trimmed = url.trim_end_matches('/');
    let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(['?', '#', ' ', '"']) => Ok(trimmed.to_owned()),
        _ => Err(miette!("`{url}` is no public address: it begins with http:// or https:// and has neither ? nor #")),
    }
}

/// Ends when the process is told to stop: SIGTERM, or Ctrl-C on a terminal, or the terminal is closed.
async fn stop_signal(hang_ups: impl Future<Output = ()>) {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
        () = hang_ups => {}
    }
    tracing::info!("stopping: running requests are finished first");
}

/// Reloads at each SIGHUP. Ends when it is the terminal that hung up.
#[cfg(unix)]
fn hang_ups(servers: Vec<Server>) -> impl Future<Output = ()> {
    use std::io::{IsTerminal, stdin};
    use tokio::signal::unix::{SignalKind, signal};
    let signals = signal(SignalKind::hangup());
    let had_terminal = stdin().is_terminal();
    async move {
        let Ok(mut signals) = signals else { return std::future::pending().await };
        while signals.recv().await.is_some() {
            if had_terminal && !stdin().is_terminal() {
                return;
            }
            for server in &servers {
                server.reload(Cause::Signal).await;
            }
        }
    }
}

#[cfg(not(unix))]
async fn hang_ups(_servers: Vec<Server>) {
    std::future::pending().await
}
