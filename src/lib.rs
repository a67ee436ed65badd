//! maillage
pub mod catalog;
pub mod gazetteer;
pub mod web;
