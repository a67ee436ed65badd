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
//!  request ─▶ web ─▶ cache ─▶ draw: R-tree ─▶ copy or cut ─▶ attributes ─▶ encode ─▶ compress ─▶ answer
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
//! Data goes one way, and a room imports only from rooms below it.
//!
//! | room | what it does |
//! |---|---|
//! | [`cli`] | commands: opens files, calls rooms, puts results and errors into words |
//! | [`web`] · [`build`] | HTTP: parse, ask one room, answer · the build from recipe to publication |
//! | [`tile`] | draws one tile; synchronous; cannot fail |
//! | [`catalog`] · [`mesh`] · [`ingest`] | what is offered, filters, TileJSON, classes, styles, legends · borders to shapes · foreign formats in |
//! | [`almanac`] | the compiled figures: indicators, years |
//! | [`atlas`] | the compiled shapes, codes and names |
//! | [`container`] | the file that both are: sections, hashes, mapping, publication |
//! | [`cluster`] | points to clusters of every zoom, their counts and figures; for the build, and for filters |
//! | [`parameters`] | what a route is asked with: declared once as a struct, read, written, described; knows no map |
//! | [`gazetteer`] | the nouns: layer, view, indicator, code |
//! | [`geo`] | points on the world grid, tiles, cutting; arithmetic only |
//!
//! Invariants, told as what does not happen:
//!
//! * Nothing that serves looks into [`ingest`], [`mesh`] or [`build`]; [`ingest`] never hears of tiles.
//! * [`geo`] and [`tile`] do not fail. What can be wrong is refused before: at [`geo::TileId::new`], at
//!   [`atlas::Atlas::open`], in the path of a request.
//! * A compiled file never changes once it is written. Its name carries its hash; `<name>.json` names the pair that is
//!   served, and is replaced last, in one step.
//! * No answer is of two versions: a request takes one edition of the map at its beginning, and the edition's files stay
//!   mapped until the last such request is done, whatever is published meanwhile.
//! * Drawing from bytes that no build has written neither panics, nor reads out of bounds, nor loops: a feature that
//!   does not hold together is left out and counted.
//! * A missing figure is absent from the tile; it is never zero.
//! * Bad data is a complaint with the code of the record; only a source that cannot be read ends a build.
//!
//! # The walk of one commune
//!
//! Who has no recipe has one drafted by `maillage init`: [`ingest::Survey`] looks at what is in the files of a folder, and
//! [`ingest::Draft`] puts guesses and their reasons into the text of a recipe. From there on nothing is guessed.
//!
//! [`ingest::Recipe::load`] says that `communes.fgb` holds communes, which column is their code, and that départements
//! are dissolves of them. [`ingest::read_areas`] opens the file, whatever format it has, takes the commune's rings as they
//! lie in it, finds out how their numbers are meant, mends what has one answer, tells of the rest, and brings them to the
//! world grid as a [`mesh::Border`]. [`mesh::Coverage`] joins the borders of all communes to one mesh of arcs,
//! closes small gaps and overlaps, and tells of them. From the highest zoom to the lowest [`mesh::Cascade`] thins the arcs
//! and rounds them to the zoom's grid as one arrangement; [`mesh::ZoomEdges::polygons`] takes the commune from there, its
//! département with the same edges, and [`mesh::ZoomEdges::lines`] their border.
//! [`atlas::EncodedShape::new`] turns a shape into a command stream with a box for every run of vertices, and
//! [`atlas::AtlasWriter`] writes it beside the R-tree, the ids that [`gazetteer::CodeScheme`] makes of codes, and the
//! columns of names. Its figures come through [`ingest::read_figures`], in former codes by way of
//! [`ingest::read_passages`], and are summed up to coarser levels, with the share that they rest on; [`almanac::write`]
//! writes them beside the reasons of those that are missing; [`container::publish`] publishes both files.
//!
//! A school comes through [`ingest::read_points`]. [`cluster::build`] joins it to its neighbours zoom by zoom, from the
//! highest down; what its cluster knows of it, a count in the atlas and sums in the almanac, is written beside.
//!
//! # The walk of one tile
//!
//! `GET /communes/9/259/176.mvt?indicators=population` arrives in `web::tiles`. [`catalog::Catalog::select`] finds the
//! layer, its fields and the columns of its figures, or says what there is instead. Version, selection, address and
//! encoding make the tag: who has the tile gets a 304 before anything is drawn, and the cache is asked. Otherwise
//! [`tile::draw`] looks into the R-tree ([`atlas::rtree::search`]), takes each shape near the window, copies it or cuts
//! it ([`geo::Cutter`], [`geo::LineCutter`]), renumbers the values that its features have, and writes the layer. The
//! bytes are compressed once, kept, and answered. Of points that are joined it walks the forest instead
//! ([`cluster::ForestView::search`]): that of the atlas, or with a filter one that is made of what the filter leaves, once.

pub mod almanac;
pub mod atlas;
pub mod build;
pub mod catalog;
pub mod cli;
pub mod cluster;
pub mod container;
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
pub mod web;
