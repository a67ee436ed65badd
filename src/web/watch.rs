use std::path::Path;
use std::time::{Duration, Instant};

use super::reload::Cause;
use super::server::Server;
use crate::container::{Published, Stamp};

/// Time between two looks. A look costs a few microseconds, and unlike notifications it works on every file system,
/// those over a network and those of containers too.
const EVERY: Duration = Duration::from_millis(250);

/// Waits until `look` sees something else than `known`, and nothing else for as long as `quiet`: who writes a file in
/// place has then most likely finished.
pub async fn changed(known: &Stamp, quiet: Duration, look: impl Fn() -> Stamp + Clone + Send + 'static) -> Stamp {
    let (mut last, mut since) = (known.clone(), Instant::now());
    loop {
        tokio::time::sleep(EVERY).await;
        let Ok(now) = tokio::task::spawn_blocking(look.clone()).await else { continue };
        if now != last {
            (last, since) = (now, Instant::now());
        } else if now != *known && since.elapsed() >= quiet {
            return now;
        }
    }
}

/// Reloads whenever other files are published. Never ends.
pub async fn watch(server: Server) {
    let place = server.0.reloads.place.clone();
    let look = move || published(&place);
    // Unknown, so that what was published since the server opened its map is found too.
    let mut known = Stamp::default();
    loop {
        known = changed(&known, EVERY, look.clone()).await;
        server.reload(Cause::Watch).await;
    }
}

/// The stamp of a publication and of the files that it names: what was refused since they were not whole is looked
/// at again when they are.
fn published(place: &Path) -> Stamp {
    let folder = place.parent().unwrap_or(Path::new(""));
    let named = Published::find(place).map(|(published, _)| [published.atlas, published.almanac]);
    let files = named.into_iter().flatten().map(|file| folder.join(file));
    Stamp::of([place.to_owned()].into_iter().chain(files))
}
