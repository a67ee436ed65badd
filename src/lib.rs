//! maillage
pub mod gazetteer;
pub mod ingest;
