//! maillage
pub mod almanac;
pub mod atlas;
pub mod build;
pub mod container;
pub mod gazetteer;
pub mod geo;
pub mod ingest;
pub mod mesh;
