use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::holdings::{Holding, Loss};
use super::writer::{Finished, TEMPORARY_PREFIX, make_readable};

/// The file `<name>.json`, which names the pair of files that is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub name: String,
    /// File name of the atlas, in the same folder.
    pub atlas: String,
    /// File name of the almanac, in the same folder.
    pub almanac: String,
    /// Hash over the sources and the versions of what compiles them: another one means that the pair is stale.
    pub sources: String,
    /// Hash over what decides the atlas: the same one means that the atlas may be kept.
    #[serde(default)]
    pub shapes: String,
    /// The pair that was served before, kept until the next publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<[String; 2]>,
    /// What it holds, to be compared with the next publication; nothing in what older programs have published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holdings: Vec<Holding>,
    /// Of what it holds much less than publications before, and nobody has accepted that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<Loss>,
}

/// Why a folder does not say what to serve.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    #[error("the folder {} cannot be read: {error}; name the folder that `maillage build --out` has filled", folder.display())]
    Folder { folder: PathBuf, error: io::Error },
    #[error("the folder {} holds no published map; run `maillage build <recipe.toml> --out {}` first", folder.display(), folder.display())]
    Nothing { folder: PathBuf },
    #[error("the folder {} holds several maps ({names}); name one: {}/<name>.json", folder.display(), folder.display())]
    Several { folder: PathBuf, names: String },
    #[error("{} cannot be read: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{} does not name a map: {error}; build it again with `maillage build`", path.display())]
    NotAPublication { path: PathBuf, error: String },
}

impl Published {
    /// Reads what a folder serves, or the `<name>.json` itself when `place` is a file.
    ///
    /// # Errors
    /// When there is no such file, more than one, or it cannot be understood.
    pub fn find(place: &Path) -> Result<(Published, PathBuf), PublicationError> {
        if place.is_file() {
            let folder = place.parent().unwrap_or(Path::new("")).to_owned();
            return Ok((Published::read(place)?, folder));
        }
        let folder = place.to_owned();
        let refused = |error| PublicationError::Folder { folder: folder.clone(), error };
        let mut found = Vec::new();
        for entry in fs::read_dir(place).map_err(refused)? {
            let path = entry.map_err(refused)?.path();
            if path.extension().is_some_and(|extension| extension == "json") && !is_hidden(&path) {
                found.push(path);
            }
        }
        found.sort();
        match found.as_slice() {
            [] => Err(PublicationError::Nothing { folder }),
            [only] => Ok((Published::read(only)?, folder)),
            several => {
                let names: Vec<_> = several.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
                Err(PublicationError::Several { names: names.join(", "), folder })
            }
        }
    }

    fn read(path: &Path) -> Result<Published, PublicationError> {
        let text =
            fs::read_to_string(path).map_err(|error| PublicationError::Unreadable { path: path.to_owned(), error })?;
        let refused = |error: String| PublicationError::NotAPublication { path: path.to_owned(), error };
        let published: Published = serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
        for file in [&published.atlas, &published.almanac] {
            if Path::new(file).components().count() != 1 {
                return Err(refused(format!("`{file}` is not a file name")));
            }
        }
        Ok(published)
    }
}

/// What a pair is made of, and what it holds: as in [`Published`].
#[derive(Clone, Debug, Default)]
pub struct Contents {
    pub sources: String,
    pub shapes: String,
    pub holdings: Vec<Holding>,
    pub losses: Vec<Loss>,
}

impl Contents {
    /// From now on what is lost is not missed; gives how many losses there were.
    pub fn accept_losses(&mut self) -> u64 {
        self.holdings.iter_mut().for_each(|holding| holding.lost_from = None);
        self.holdings.retain(|holding| holding.count > 0);
        std::mem::take(&mut self.losses).len() as u64
    }
}

/// The atlas of a publication.
pub enum NewAtlas {
    Made(Finished),
    /// The name of one that lies in the folder.
    Kept(String),
}

/// Publishes a pair: gives both files their names, then replaces `<name>.json` in one step, then removes what
/// neither this publication nor the one before it names. Killed at any moment, it leaves the old pair or the new.
///
/// # Errors
/// When the disk refuses; what was published before is then still whole.
pub fn publish(
    folder: &Path,
    name: &str,
    Contents { sources, shapes, holdings, losses }: Contents,
    atlas: NewAtlas,
    almanac: Finished,
) -> io::Result<Published> {
    let before = Published::read(&folder.join(format!("{name}.json"))).ok();
    let file_name = |file: &Finished, extension: &str| format!("{name}-{}.{extension}", file.hash.short());
    let mut published = Published {
        name: name.to_owned(),
        atlas: match &atlas {
            NewAtlas::Made(atlas) => file_name(atlas, "atlas"),
            NewAtlas::Kept(file) => file.clone(),
        },
        almanac: file_name(&almanac, "almanac"),
        sources,
        shapes,
        previous: None,
        holdings,
        losses,
    };
    published.previous = match before {
        // The same pair again: what came before it stays the one before.
        Some(before) if (&before.atlas, &before.almanac) == (&published.atlas, &published.almanac) => before.previous,
        Some(before) => Some([before.atlas, before.almanac]),
        None => None,
    };
    if let NewAtlas::Made(atlas) = atlas {
        atlas.persist(&folder.join(&published.atlas))?;
    }
    almanac.persist(&folder.join(&published.almanac))?;
    sync_folder(folder)?;
    let mut pointer = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).suffix(".tmp").tempfile_in(folder)?;
    serde_json::to_writer_pretty(&mut pointer, &published)?;
    pointer.write_all(b"\n")?;
    pointer.as_file().sync_all()?;
    make_readable(pointer.path())?;
    pointer.persist(folder.join(format!("{name}.json"))).map_err(|error| error.error)?;
    // From here on the new pair is what is published, whatever happens.
    if let Err(error) = sync_folder(folder) {
        tracing::warn!(%error, "the folder could not be synced; a power cut now could bring the pair before back");
    }
    sweep(folder, name, &published);
    Ok(published)
}

/// Removes older pairs of this name and temporary files that killed builds have left. What cannot be removed
/// stays: it is in nobody's way.
fn sweep(folder: &Path, name: &str, published: &Published) {
    let mut keep: BTreeSet<&str> = BTreeSet::from([published.atlas.as_str(), published.almanac.as_str()]);
    keep.extend(published.previous.iter().flatten().map(String::as_str));
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let file_name = entry.file_name();
        let Some(file) = file_name.to_str() else { continue };
        let is_temporary = file.starts_with(TEMPORARY_PREFIX) && file.ends_with(".tmp");
        if is_temporary || (is_of_pair(file, name) && !keep.contains(file)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file is called `<name>-<16 hexadecimal digits>.atlas` or `.almanac`.
fn is_of_pair(file: &str, name: &str) -> bool {
    let Some((stem, "atlas" | "almanac")) = file.rsplit_once('.') else { return false };
    let hash = stem.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Makes the names in a folder last beyond a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
