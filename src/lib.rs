//! maillage
pub mod gazetteer;
