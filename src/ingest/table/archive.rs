//! A ZIP of delimited texts, as statistical offices give them: each is a table, called like its file.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::contents::{Contents, Origin, Reach};
use super::text;
use crate::ingest::archive::{is_table, names};
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::foreign;
use crate::ingest::spelling::{listed, near_miss};
use crate::ingest::unpack::{UNPACKED_LIMIT, damaged, in_mebibytes};

/// Reads a table of an archive: the one that the recipe names, or the first that has the wanted columns.
pub(super) fn read(
    bytes: Vec<u8>,
    origin: &Origin,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let file = origin.file.to_owned();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(origin.file, "ZIP", &error))?;
    let all = names(&mut archive);
    let tables: Vec<String> = all.iter().filter(|name| is_table(name)).cloned().collect();
    if tables.is_empty() {
        return Err(foreign::of_members(&file, &all).of(file));
    }
    let candidates = match origin.sheet {
        None => tables,
        Some(named) if tables.iter().any(|table| table == named) => vec![named.to_owned()],
        Some(named) => {
            let near = near_miss(named, tables.iter().map(String::as_str)).map(str::to_owned);
            return Err(Fault::MissingTable { table: named.to_owned(), existing: tables, near }.of(file));
        }
    };
    let (mut chosen, mut fitting) = (None, Vec::new());
    for name in candidates {
        let bytes = unpacked(&mut archive, &name, origin.file)?;
        let fits = text::has_columns(&bytes, origin);
        if chosen.is_none() || (fits && fitting.is_empty()) {
            chosen = Some(bytes);
        }
        fitting.extend(Some(name).filter(|_| fits));
    }
    if let [first, _, ..] = &fitting[..]
        && origin.reach == Reach::Wanted
    {
        let detail = format!(
            "the tables {} have the columns; `{first}` was read: say which is meant with `sheet`, or `layer` of a source",
            listed(fitting.iter().map(String::as_str))
        );
        complain(ComplaintKind::SeveralSheets, 1, detail);
    }
    text::read(&chosen.ok_or(Fault::Empty.of(file))?, origin, complain)
}

fn unpacked(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str, file: &str) -> Result<Vec<u8>, IngestError> {
    let entry = archive.by_name(name).map_err(|error| damaged(file, "ZIP", &error))?;
    let mut bytes = Vec::new();
    entry.take(UNPACKED_LIMIT + 1).read_to_end(&mut bytes).map_err(|error| damaged(file, "ZIP", &error))?;
    if bytes.len() as u64 > UNPACKED_LIMIT {
        return Err(Fault::TooLarge { limit: in_mebibytes(UNPACKED_LIMIT) }.of(file));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::ingest::{Complaints, Table};

    fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8], sheet: Option<&str>) -> Result<(Vec<String>, Complaints), String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.zip"), bytes).unwrap();
        let mut complaints = Complaints::default();
        let table = Table::read_sheet(folder.path(), "a.zip", sheet, &["CODGEO", "POP"], &mut complaints);
        let table = table.map_err(|error| error.to_string())?;
        let code = table.column("CODGEO").unwrap();
        Ok((table.rows.iter().map(|row| row.get(code).to_owned()).collect(), complaints))
    }

    const META: (&str, &str) = ("meta_base.CSV", "COD_VAR;LIB_VAR\nPOP;Population\n");
    const BASE: (&str, &str) = ("data/base.CSV", "CODGEO;POP\n01001;5\n01002;6\n01003\n");

    #[test]
    fn the_table_with_the_columns_is_read() {
        let (codes, complaints) = read(&zipped(&[META, BASE, ("lisez-moi.pdf", "x")]), None).unwrap();
        assert_eq!(codes, ["01001", "01002"]);
        assert_eq!(complaints.count(ComplaintKind::ShortRow), 1);
        assert_eq!(read(&zipped(&[META, BASE]), Some("data/base.CSV")).unwrap().0.len(), 2);
        let told = read(&zipped(&[META, BASE]), Some("base.csv")).unwrap_err();
        assert_eq!(told, "`a.zip` has no table `base.csv`; it has `meta_base.CSV`, `data/base.CSV`");
    }

    #[test]
    fn several_tables_with_the_columns_are_reported() {
        let archive = zipped(&[META, BASE, ("data/other.csv", "CODGEO,POP\n01001,7\n")]);
        let (codes, complaints) = read(&archive, None).unwrap();
        assert_eq!((codes.len(), complaints.count(ComplaintKind::SeveralSheets)), (2, 1));
        let detail = &complaints.iter().find(|one| one.kind == ComplaintKind::SeveralSheets).unwrap().detail;
        assert!(
            detail.starts_with("the tables `data/base.CSV`, `data/other.csv` have the columns; `data/base.CSV` was")
        );
        assert_eq!(read(&archive, Some("data/other.csv")).unwrap().1.count(ComplaintKind::SeveralSheets), 0);
    }

    #[test]
    fn what_has_no_such_table_is_told() {
        let told = read(&zipped(&[META]), None).unwrap_err();
        assert!(told.starts_with("`a.zip` has no column `CODGEO`"), "{told}");
        assert!(read(&zipped(&[("a.pdf", "x")]), None).is_err());
        assert!(read(&zipped(&[BASE])[..60], None).is_err());
    }
}
