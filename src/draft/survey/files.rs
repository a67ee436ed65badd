use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// Folders within folders that are looked into.
const DEEPEST: usize = 4;

/// Files that are looked at; a folder with more is not one of sources.
const MOST: usize = 2_000;

/// Endings of files that belong to another one, which tells of them.
const COMPANIONS: [&str; 12] =
    ["dbf", "shx", "prj", "cpg", "sbn", "sbx", "qix", "qpj", "qmd", "gpkg-wal", "gpkg-shm", "shp.xml"];

/// Endings of files that people keep beside their data and that are no data.
const OTHERS: [&str; 22] = [
    "md", "toml", "pdf", "html", "htm", "png", "jpg", "jpeg", "svg", "doc", "docx", "odt", "rtf", "qgz", "qgs", "py",
    "sh", "js", "r", "atlas", "almanac", "xml",
];

/// A name and why it is of no use.
type Refused = (String, String);

/// The files of a folder and of those in it, relative to it, sorted; beside them those that are no data by their names.
///
/// # Errors
/// When the folder itself cannot be read.
pub(super) fn listed(folder: &Path) -> Result<(Vec<String>, Vec<Refused>), io::Error> {
    let mut all = BTreeSet::new();
    let (mut files, mut others) = (Vec::new(), Vec::new());
    walk(folder, "", 0, &mut all, &mut others)?;
    for name in all {
        let lower = name.to_lowercase();
        let has = |ending: &&&str| lower.ends_with(&format!(".{ending}"));
        let is_part = |ending: &&str| {
            let stem = &name[..name.len() - ending.len() - 1];
            ["shp", "SHP", "gpkg"].iter().any(|main| folder.join(format!("{stem}.{main}")).is_file())
        };
        match (COMPANIONS.iter().find(has), OTHERS.iter().find(has)) {
            (Some(ending), _) if is_part(ending) => {}
            (Some(_), _) => others.push((name, "it belongs to a file that is not there".to_owned())),
            (None, Some(ending)) => others.push((name, format!("a file `.{ending}` is not looked into"))),
            (None, None) if files.len() == MOST => {
                others.push((name, format!("no more than {MOST} files are looked at")));
            }
            (None, None) => files.push(name),
        }
    }
    Ok((files, others))
}

fn walk(
    folder: &Path,
    below: &str,
    depth: usize,
    all: &mut BTreeSet<String>,
    others: &mut Vec<Refused>,
) -> Result<(), io::Error> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let name = match entry.file_name().into_string() {
            Ok(name) => name,
            Err(name) => {
                others.push((
                    name.to_string_lossy().into_owned(),
                    "its name is no UTF-8, which a recipe has to be".to_owned(),
                ));
                continue;
            }
        };
        if name.starts_with(['.', '~']) || name == "recipe.toml" {
            continue;
        }
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        // A link is what it leads to, but folders are not followed into circles.
        let is_folder = entry.file_type()?.is_dir();
        if is_folder && depth < DEEPEST {
            if let Err(error) = walk(folder, &path, depth + 1, all, others) {
                others.push((path, format!("it cannot be read: {error}")));
            }
        } else if is_folder {
            others.push((path, format!("folders are looked into {DEEPEST} deep")));
        } else if folder.join(&path).is_file() {
            all.insert(path);
        } else {
            others.push((path, "it is no file".to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_from_what_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("more")).unwrap();
        for name in
            ["b.shp", "b.dbf", "b.shp.xml", "lonely.dbf", "notes.md", ".hidden.csv", "recipe.toml", "more/a.csv"]
        {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let (files, others) = listed(folder.path()).unwrap();
        assert_eq!(files, ["b.shp", "more/a.csv"]);
        let names: Vec<&str> = others.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["lonely.dbf", "notes.md"]);
    }
}
