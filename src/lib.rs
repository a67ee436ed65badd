//! maillage
pub mod gazetteer;
pub mod geo;
