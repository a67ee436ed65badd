//! maillage
pub mod almanac;
pub mod atlas;
pub mod build;
pub mod catalog;
pub mod cli;
pub mod container;
pub mod gazetteer;
pub mod geo;
pub mod ingest;
pub mod mesh;
pub mod tile;
pub mod web;
