//! What a ZIP archive has inside.

use std::io::{Read, Seek};
use std::path::Path;

use zip::ZipArchive;

/// Endings of tables, and of what lies beside them.
const TABLES: [&str; 3] = ["csv", "txt", "tsv"];
const BESIDE: [&str; 5] = ["pdf", "html", "md", "json", "xml"];

/// Whether a file is a ZIP that has tables, and nothing else that could be meant.
pub(super) fn has_only_tables(path: &Path) -> bool {
    let opened = std::fs::File::open(path).ok().and_then(|file| ZipArchive::new(file).ok());
    let Some(mut archive) = opened else { return false };
    let all = names(&mut archive);
    let is_other = |name: &String| {
        let ending = ending(name);
        !TABLES.contains(&ending.as_str()) && (!BESIDE.contains(&ending.as_str()) || ending == "json")
    };
    !all.is_empty() && all.iter().any(|name| is_table(name)) && !all.iter().any(is_other)
}

/// The files of an archive that people see.
pub(super) fn names<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Vec<String> {
    let all = (0..archive.len())
        .filter_map(|number| archive.by_index_raw(number).ok()?.name().ok().map(std::borrow::Cow::into_owned));
    all.filter(|name| is_seen(name)).collect()
}

/// Whether a name in an archive is that of a file which people see, and not one of their system.
pub(super) fn is_seen(name: &str) -> bool {
    !name.ends_with('/') && !name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

pub(super) fn is_table(name: &str) -> bool {
    TABLES.contains(&ending(name).as_str())
}
