//! What all parts of a drafted recipe have: their headings, and the files that they name.

use super::write::quoted;
use crate::ingest::FeatureSource;

/// A line between parts.
pub(super) fn heading(out: &mut String, title: &str) {
    out.push_str(&format!("\n# --- {title} {}\n", "-".repeat(90usize.saturating_sub(title.len()))));
}

/// A file as a recipe names it.
pub(super) fn source(source: &FeatureSource, prefix: &str) -> String {
    let file = quoted(&format!("{prefix}{}", source.file));
    let layer = source.layer.as_ref().map(|layer| format!(", layer = {}", quoted(layer)));
    let crs = source.crs.map(|crs| format!(", crs = \"{crs}\""));
    match (layer, crs) {
        (None, None) => file,
        (layer, crs) => format!("{{ file = {file}{}{} }}", layer.unwrap_or_default(), crs.unwrap_or_default()),
    }
}
