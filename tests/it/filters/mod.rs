//! Filters: what they let through, against what a plain scan does.

mod country;
mod generated;
mod points;

use std::collections::BTreeSet;

use maillage::catalog::Catalog;
use maillage::parameters::Parameters;
use maillage::records::{CsvParameters, DownloadRequest, Format};
use serde_json::Value;

use crate::edition::Edition;

/// The codes of the features of a layer that a filter lets through, as its download has them.
#[track_caller]
fn codes<D: AsRef<[u8]>>(catalog: &Catalog<D>, level: &str, filter: &str) -> BTreeSet<String> {
    let request = DownloadRequest {
        level,
        format: Format::Json,
        parameters: &CsvParameters::read(&[("indicators", ""), ("filter", filter)]).expect("parameters that there are"),
        base: "",
    };
    let edition = Edition::of(catalog);
    let table = edition.table(&request).unwrap_or_else(|error| panic!("{filter}: {error}"));
    let file: Value = serde_json::from_slice(&table.file().expect("a file")).expect("JSON");
    let rows = file["territories"].as_array().expect("a list");
    rows.iter().map(|row| row["code"].as_str().expect("a code").to_owned()).collect()
}
