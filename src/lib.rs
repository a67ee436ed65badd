//! maillage: vector tiles of territories, schools and indicators.
//!
//! A *maillage territorial* is the mesh of territories that a public service covers. This crate takes a country's
//! nested territories, its points and its tables of figures, compiles them into two files, and draws Mapbox Vector
//! Tiles from those files, on the fly, with the figures that a request asks for.
//!
//! # Two programs in one
//!
//! ```text
//!  sources ──ingest──▶ features ──mesh──▶ one map of borders on the grid of every zoom ▶ france-….atlas
//!  points ───ingest──▶ points ──cluster─▶ a forest of clusters for all zooms ──────────▶  the same
//!  tables ──ingest──▶ figures ─────────────────────────────────────────────────────▶ france-….almanac
//!                                                                                     │ mapped, never changed
//!  request ─▶ web ─▶ select ─▶ cache ─▶ prepare ─▶ draw: R-tree, copy or cut, attributes ─▶ compress ─▶ answer
//! ```
//!
//! The build side may be slow and clever. It leaves every shape in the form in which a tile wants it, so that the
//! serve side does next to nothing for a request. What makes that possible is that *all tiles of a zoom share one
//! integer grid* of side 4096 · 2ᶻ: a shape snapped to it, cleaned, and stored as the command stream of the tile
//! format is right for every tile, and drawing it is copying bytes. Only shapes that cross the edge of a tile are
//! decoded, cut at whole numbers, and encoded again.
//!
//! # Rooms
//!
//! Each room imports only from rooms on the floors below it; `tests/it/house.rs` reads this table and holds the code to
//! it.
//!
//! | room | what it holds |
//! |---|---|
//! | [`cli`] | the commands: opens files, calls rooms, puts results and errors into words |
//! | [`web`] · [`verify`] | HTTP: reads a request, asks one room, answers; holds the caches of the edition that is served · a second opinion on drawn tiles: other code draws, encodes and reads them too |
//! | [`tile`] · [`portrayal`] · [`records`] · [`compile`] | draws one tile · themes, scales and palettes, and the styles, legends and sprites made of them · what is known of one feature (portrait, search) or of many (files, pages) · from a recipe to a published pair |
//! | [`query`] | a request becomes a selection of layers and columns, and what has to be worked out before drawing; TileJSON |
//! | [`filter`] · [`statistics`] · [`draft`] | CQL2 text to matching features · what the figures of a column are like; class limits · a recipe guessed from a folder |
//! | [`catalog`] · [`mesh`] · [`ingest`] | the opened pair and lookups in it · borders to shapes of every zoom · recipe and foreign formats |
//! | [`almanac`] | the compiled figures: indicators, years, views and labels |
//! | [`atlas`] | the compiled shapes, codes and names |
//! | [`container`] · [`cluster`] | the file that both are: sections, hashes, mapping, publication · points to clusters of every zoom |
//! | [`gazetteer`] · [`parameters`] · [`fonts`] | the nouns: layer, view, indicator, code, and their ids · what a route is asked with, declared once: read, written, described · glyphs |
//! | [`geo`] | points on the world grid, tiles, cutting; arithmetic only |
//!
//! What never happens:
//!
//! * Nothing that serves looks into [`ingest`], [`mesh`] or [`compile`]; [`ingest`] never hears of tiles.
//! * [`geo`] and [`tile`] do not fail. What can be wrong is refused before: at [`geo::TileId::new`], at
//!   [`atlas::Atlas::open`], in the path of a request.
//! * A compiled file never changes once it is written. Its name carries its hash; `<name>.json` names the pair that is
//!   served, and is replaced last, in one step.
//! * No tile, file or map is taken for current by its code: what they depend on beside bytes are versions, raised by hand
//!   ([`catalog::TILE`], [`records::FILES`], [`compile::BUILD`]); a test tells which.
//! * No answer is of two versions: a request takes one edition of the map at its beginning, and the edition's files stay
//!   mapped until the last such request is done.
//! * Drawing from bytes that no build has written neither panics, nor reads out of bounds, nor loops: a feature that
//!   does not hold together is left out and counted.
//! * A missing figure is absent from the tile; it is never zero.
//! * Bad data is a complaint with the code of the record; only a source that cannot be read ends a build.
//!
//! # One commune, from file to map
//!
//! Without a recipe, `maillage init` writes one: [`draft::Survey`] looks at the files of a folder, [`draft::Draft`] puts
//! guesses and their reasons into the text. From there on nothing is guessed.
//!
//! 1. [`ingest::Recipe::load`] reads which file is which level, which column is the code, and that départements are
//!    dissolves of communes.
//! 2. [`ingest::read_areas`] opens the file, whatever its format, mends what has one answer, reports the rest, and
//!    brings the commune's rings to the world grid as a [`mesh::Border`].
//! 3. [`mesh::Coverage`] joins all borders to one mesh of arcs and closes small gaps and overlaps. From the highest zoom
//!    to the lowest, [`mesh::Cascade`] thins the arcs and rounds them to the zoom's grid as one arrangement.
//!    [`mesh::ZoomEdges::polygons`] takes the commune from there, its département from the same edges, and
//!    [`mesh::ZoomEdges::lines`] their border.
//! 4. [`atlas::EncodedShape::new`] turns a shape into the command stream of the tile format, with a box for every run of
//!    vertices. [`atlas::AtlasWriter`] writes it beside the R-tree, ids and names.
//! 5. [`ingest::read_figures`] reads the tables; [`compile`] takes former codes to present ones, sums figures up to
//!    coarser levels with the share that they rest on, and [`almanac::write`] writes them beside the reasons of those
//!    that are missing.
//! 6. [`container::publish`] publishes both files.
//!
//! A school comes through [`ingest::read_points`]. [`cluster::build`] joins it to its neighbours zoom by zoom.
//!
//! # One tile, from address to bytes
//!
//! `GET /communes/9/259/176.mvt?indicators=population` arrives in `web::tiles`.
//!
//! 1. [`query::select`] finds the layer, its fields and the columns of its figures, or says what there is instead.
//! 2. Version, selection, address and encoding make the tag. Who has the tile gets a 304; then the cache is asked.
//! 3. [`query::prepare`] works out what the zoom shows: the features that a filter lets through ([`filter`]) and the
//!    clusters of joined points, once, from the edition's caches.
//! 4. [`tile::draw`] looks into the R-tree ([`atlas::rtree::search`]), takes each shape near the window, copies it or
//!    cuts it ([`geo::Cutter`], [`geo::LineCutter`]), and renumbers the values of its features. Of joined points it
//!    walks the clusters instead ([`cluster::ForestView::search`]).
//! 5. The bytes are compressed once, kept, and answered.
//!
//! # One file, from address to bytes
//!
//! `GET /territories/communes.geojson?year=2021` arrives in `web::downloads`.
//!
//! 1. [`records::DownloadRequest::select`] finds the level and its columns, as for tiles.
//! 2. The canonical request and the version make the tag: who has the file gets a 304.
//! 3. [`records::Table`] knows the columns and the rows, and the writer of the format writes them down, with geometry of
//!    the level's highest zoom.
//!
//! # One answer in JSON
//!
//! `GET /territories/communes/35238` arrives in `web::territories`: [`catalog::Catalog::territory`] looks the feature up,
//! [`records::Records::portrait`] puts into JSON what is known of it, `web::answer` tags and compresses. Classes and legends go
//! the same way through [`portrayal::Portrayal`].

pub mod almanac;
pub mod atlas;
pub mod catalog;
pub mod cli;
pub mod cluster;
pub mod compile;
pub mod container;
pub mod draft;
pub mod filter;
pub mod fonts;
pub mod gazetteer;
pub mod geo;
pub mod ingest;
pub mod mesh;
pub mod parameters;
pub mod portrayal;
pub mod query;
pub mod records;
pub mod statistics;
pub mod tile;
pub mod verify;
pub mod web;
