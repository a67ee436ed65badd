//! The one integration test binary: an own reading of the tile specification, other people's decoders,
//! and the clients that people use.

mod clients;
mod common;
mod decoders;
mod random;
mod reference;
mod sweep;
mod tiles;
mod validator;
