//! The web side: what browsers are sent.

pub mod assets;
