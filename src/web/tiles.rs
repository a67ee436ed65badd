use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use tokio::sync::Semaphore;

use super::answer::{Keep, answer, current_tag, encode, not_modified};
use super::cache::Encoded;
use super::choice::{Choice, Chosen};
use super::counters::Count;
use super::edition::Edition;
use super::negotiate::{MVT, accepts_mvt, encoding};
use super::path::tile_id;
use super::problem::Problem;
use super::server::Server;
use super::studio::Drawer;
use crate::geo::TileId;
use crate::query::prepare;
use crate::tile::Encoding;

pub(super) fn router() -> Router<Server> {
    Router::new().route("/{layers}/{z}/{x}/{y}", get(tile))
}

const VARY: &str = "Accept, Accept-Encoding";

/// Filters whose points are joined at once: others wait, and tiles that need no such thing do not.
static GROWING: Semaphore = Semaphore::const_new(1);

/// How long a tile waits for its filter's turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which tile of which selection is drawn, and how it is answered.
#[derive(Clone)]
struct Order {
    edition: Arc<Edition>,
    choice: Arc<Choice>,
    tile: TileId,
    encoding: Encoding,
    key: u128,
}

impl Order {
    fn draw(&self, drawer: &mut Drawer) -> Encoded {
        let (catalog, selection) = (&self.edition.catalog, &self.choice.selection);
        let prepared = prepare(catalog, &self.edition.caches, selection, self.tile.zoom());
        let drawn = crate::tile::draw(catalog, &prepared, self.tile, &mut drawer.scratch);
        if drawn.skipped > 0 {
            let layers = selection.names.join(",");
            let (tile, skipped) = (self.tile, drawn.skipped);
            tracing::error!(layers, ?tile, skipped, "damaged features left out; run `maillage verify`");
        }
        let encoding = if drawn.bytes.is_empty() { Encoding::Identity } else { self.encoding };
        encode(&drawn.bytes.into(), encoding, self.key, &mut drawer.compressors)
    }

    /// Draws where tiles that have all they need do not wait for it: to join the points that a filter leaves takes a
    /// thousand times as long as a tile.
    async fn draw_apart(self) -> Result<Encoded, Problem> {
        let Ok(Ok(_place)) = tokio::time::timeout(PATIENCE, GROWING.acquire()).await else {
            return Err(Problem::overloaded());
        };
        let drawn = tokio::task::spawn_blocking(move || self.draw(&mut Drawer::default()));
        drawn.await.map_err(|error| {
            tracing::error!(%error, "points could not be joined");
            Problem::internal()
        })
    }
}

/// One tile. Everything that makes its tag is known before it is drawn, so a 304 costs nothing.
async fn tile(
    State(server): State<Server>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    address: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let path = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let mut places = path.iter().map(|(_, value)| value);
    let [layers, z, x, y] = std::array::from_fn(|_| places.next().unwrap_or_default());
    let edition = server.edition();
    let (engine, catalog) = (&server.0.engine, &edition.catalog);
    let Chosen { choice, is_current } = edition.choices.find(catalog, layers, address.query().unwrap_or_default())?;
    let selection = &choice.selection;
    let zoom_is_shown = z.parse().is_ok_and(|zoom| selection.shows(zoom));
    let tile = tile_id(z, x, y, selection.zooms(), zoom_is_shown)?;
    // An address that names the format says more than `Accept`: GDAL asks for `.mvt` while it accepts text only.
    if !y.contains('.') && !accepts_mvt(&headers) {
        return Err(Problem::not_acceptable(format!("tiles are {MVT}; ask for that, or leave out `Accept`")));
    }
    let keep = if is_current { Keep::Forever } else { Keep::Revalidate };
    let encoding = encoding(&headers);
    let key = choice.key(tile, encoding);
    if let Some(tag) = current_tag(&headers, key) {
        server.0.tiles.add(Count::TileUnmodified);
        return Ok(not_modified(tag, keep, VARY));
    }
    let order = Order { edition: Arc::clone(&edition), choice: choice.clone(), tile, encoding, key };
    let mut is_drawn = false;
    let make = async {
        is_drawn = true;
        if edition.caches.have_to_grow(selection) {
            order.draw_apart().await
        } else {
            engine.studio.run(|drawer| order.draw(drawer)).await
        }
    };
    let content = engine.cache.get_or_make(key, make).await?;
    server.0.tiles.add(if is_drawn { Count::TileDrawn } else { Count::TileCached });
    Ok(answer(content, MVT, keep, VARY))
}
