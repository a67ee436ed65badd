//! maillage
pub mod almanac;
pub mod atlas;
pub mod container;
pub mod gazetteer;
pub mod geo;
pub mod mesh;
