//! The one integration test binary: an own reading of the tile specification, other people's decoders,
//! and the clients that people use.

mod cli;
mod clients;
mod common;
mod damage;
mod decoders;
mod edition;
mod figures;
mod filters;
mod formats;
mod handmade;
mod house;
mod http;
mod lilliput;
mod live;
mod messy;
mod pairs;
mod random;
mod reference;
mod ripple;
mod schools;
mod sweep;
mod tiles;
mod validator;
mod versions;
