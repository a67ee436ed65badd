use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use tempfile::TempDir;
use zip::ZipArchive;

use super::open;
use super::reader::{Heading, Reader, Take};
use crate::ingest::archive::is_seen;
use crate::ingest::complaint::Complaints;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::foreign;
use crate::ingest::source::{FeatureSource, choose_layer};
use crate::ingest::unpack::{UNPACKED_LIMIT, in_mebibytes};

/// A ZIP with a file of features in it, which lies unpacked in a folder of its own as long as it is read.
pub(super) struct Zipped {
    reader: Box<dyn Reader>,
    heading: Heading,
    /// The archive, and the file in the folder.
    file: String,
    inner: String,
    /// Goes with the reader.
    _folder: TempDir,
}

/// Endings of files that are features by themselves, and of those that belong to a shapefile.
const ALONE: [&str; 10] =
    ["gpkg", "geojson", "geojsonl", "geojsons", "json", "topojson", "fgb", "parquet", "csv", "shp"];
const COMPANIONS: [&str; 4] = ["dbf", "prj", "cpg", "shx"];

impl Zipped {
    /// # Errors
    /// When the archive is damaged, too large, or has no file of features, or several and none is named.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<Zipped, IngestError> {
        let file = source.file.clone();
        let damaged = |detail: String| Fault::Damaged { format: "a ZIP", read: 0, detail }.of(&file);
        let input = File::open(folder.join(&file)).map_err(|source| Fault::Unreadable(source).of(&file))?;
        let mut archive = ZipArchive::new(BufReader::new(input)).map_err(|error| damaged(error.to_string()))?;
        let (mut members, mut names) = (Vec::new(), Vec::new());
        for number in 0..archive.len() {
            let entry = archive.by_index(number).map_err(|error| damaged(error.to_string()))?;
            let name = entry.name().map_err(|error| damaged(error.to_string()))?.into_owned();
            members.extend(Member::of(number, &name));
            names.extend(Some(name).filter(|name| is_seen(name)));
        }
        let layers = layers(&members);
        // A layer may also be one of the file within.
        let is_file = source.layer.as_ref().is_some_and(|layer| layers.iter().any(|(name, _)| name == layer));
        let (chosen, layer) = match &layers[..] {
            [] => return Err(foreign::of_members(&file, &names).of(file)),
            [(_, only)] => (*only, source.layer.clone().filter(|_| !is_file)),
            several => {
                let names = several.iter().map(|(name, _)| name.clone()).collect();
                let name = choose_layer(&file, names, source.layer.as_deref())?;
                let chosen = several.iter().find(|(other, _)| *other == name).map(|(_, member)| *member);
                (chosen.ok_or_else(|| Fault::NotFeatures.of(&file))?, None)
            }
        };
        let unpacked = tempfile::tempdir().map_err(|error| damaged(error.to_string()))?;
        let mut left = UNPACKED_LIMIT;
        let inner = format!("features.{}", chosen.extension);
        for member in members.iter().filter(|member| member.belongs_to(chosen)) {
            let name = format!("features.{}", member.extension);
            let entry = archive.by_index(member.number).map_err(|error| damaged(error.to_string()))?;
            let mut out = File::create(unpacked.path().join(name)).map_err(|error| damaged(error.to_string()))?;
            let written = io::copy(&mut entry.take(left + 1), &mut out).map_err(|error| damaged(error.to_string()))?;
            let too_large = || Fault::TooLarge { limit: in_mebibytes(UNPACKED_LIMIT) }.of(&file);
            left = left.checked_sub(written).ok_or_else(too_large)?;
        }
        let inner = FeatureSource { file: inner, layer, ..source.clone() };
        let reader = open(unpacked.path(), &inner).map_err(|error| error.of_file(&file))?;
        let heading = Heading { format: format!("ZIP, {}", reader.heading().format), ..reader.heading().clone() };
        Ok(Zipped { reader, heading, file: file.clone(), inner: inner.file, _folder: unpacked })
    }
}

impl Reader for Zipped {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        self.reader.columns().map_err(|error| error.of_file(&self.file))
    }

    fn complaints(&mut self) -> Complaints {
        self.reader.complaints().of_file(&self.inner, &self.file)
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        self.reader.read(wanted, take).map_err(|error| error.of_file(&self.file))
    }
}

/// A file of an archive that may be features, or belong to some.
struct Member {
    number: usize,
    /// The folder in the archive and the name, without the ending.
    path: String,
    extension: String,
}

impl Member {
    fn of(number: usize, name: &str) -> Option<Member> {
        let name = name.replace('\\', "/");
        let (path, extension) = name.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        let is_known = ALONE.contains(&extension.as_str()) || COMPANIONS.contains(&extension.as_str());
        (is_known && is_seen(&name)).then(|| Member { number, path: path.to_owned(), extension })
    }

    fn is_alone(&self) -> bool {
        ALONE.contains(&self.extension.as_str())
    }

    fn stem(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is that file, or one of those that make a shapefile of it.
    fn belongs_to(&self, chosen: &Member) -> bool {
        let is_companion = chosen.extension == "shp"
            && COMPANIONS.contains(&self.extension.as_str())
            && self.path.eq_ignore_ascii_case(&chosen.path);
        self.number == chosen.number || is_companion
    }
}

/// The files of features with the shortest name that no other has: without folder and ending, without folder, or whole.
fn layers(members: &[Member]) -> Vec<(String, &Member)> {
    let alone = || members.iter().filter(|member| member.is_alone());
    let names = |member: &Member| {
        let (stem, extension) = (member.stem(), &member.extension);
        [stem.to_owned(), format!("{stem}.{extension}"), format!("{}.{extension}", member.path)]
    };
    let shortest = |member: &Member| {
        let is_unique =
            |place: &usize| alone().filter(|other| names(other)[*place] == names(member)[*place]).count() == 1;
        let place = (0..3).find(is_unique).unwrap_or(2);
        names(member)[place].clone()
    };
    alone().map(|member| (shortest(member), member)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::ingest::{ComplaintKind, Complaints};

    const SQUARE: &str = r#"{"type":"Feature","properties":{"code":"1"},
        "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#;

    fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// Format, codes, and complaints.
    fn read(bytes: &[u8], layer: Option<&str>) -> Result<(String, Vec<Option<String>>, Complaints), String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.zip"), bytes).unwrap();
        let source = FeatureSource { layer: layer.map(str::to_owned), ..FeatureSource::of("a.zip") };
        let mut reader = open(folder.path(), &source).map_err(|error| error.to_string())?;
        let mut codes = Vec::new();
        let read = reader.read(&["code"], &mut |mut record| {
            codes.append(&mut record.values);
            Ok(())
        });
        read.map_err(|error| error.to_string())?;
        Ok((reader.heading().format.clone(), codes, reader.complaints()))
    }

    #[test]
    fn the_only_file_of_features_is_read_wherever_it_lies() {
        let files =
            [("LISEZMOI.txt", "a"), ("__MACOSX/data/._a.geojson", "x"), ("data/A.GeoJSON", SQUARE), ("data/", "")];
        let (format, codes, _) = read(&zipped(&files), None).unwrap();
        assert_eq!((format.as_str(), codes), ("ZIP, GeoJSON", vec![Some("1".to_owned())]));
        assert!(read(&zipped(&files), Some("A")).is_ok());
        assert_eq!(
            read(&zipped(&files[..2]), None).unwrap_err(),
            "`a.zip` is a ZIP archive without a file that is read"
        );
    }

    #[test]
    fn files_of_the_same_name_are_told_apart() {
        let other = SQUARE.replace("\"1\"", "\"2\"");
        let files = [("x/a.json", SQUARE), ("y/a.json", other.as_str()), ("y/b.json", SQUARE), ("a.geojson", SQUARE)];
        let told = read(&zipped(&files), None).unwrap_err();
        assert_eq!(told, "`a.zip` has several layers: `x/a.json`, `y/a.json`, `b`, `a.geojson`");
        assert_eq!(read(&zipped(&files), Some("y/a.json")).unwrap().1, [Some("2".to_owned())]);
        assert!(read(&zipped(&files), Some("a")).unwrap_err().starts_with("`a.zip` has no layer `a`"));
    }

    #[test]
    fn faults_are_told_of_the_archive() {
        let text = "code,shape\n1,\"POLYGON((0 0,1 0,1 1,0 0))\"\n2\n";
        let (_, codes, complaints) = read(&zipped(&[("a.csv", text)]), None).unwrap();
        assert_eq!((codes.len(), complaints.count(ComplaintKind::ShortRow)), (1, 1));
        assert!(complaints.iter().all(|complaint| complaint.file == "a.zip"));
        let told = read(&zipped(&[("a.geojson", &SQUARE[..50])]), None).unwrap_err();
        assert!(told.starts_with("`a.zip` cannot be read as GeoJSON"), "{told}");
        let told = read(&zipped(&[("a.geojson", &SQUARE.replace("code", "kode"))]), None).unwrap_err();
        assert_eq!(told, "`a.zip` has no column `code`; it has `kode`");
    }

    proptest! {
        #[test]
        fn no_damage_makes_it_panic(at in 0..1000usize, byte in any::<u8>()) {
            let mut bytes = zipped(&[("a.geojson", SQUARE), ("b.csv", "code\n1\n")]);
            let place = at % bytes.len();
            bytes[place] = byte;
            let _ = read(&bytes, Some("a"));
        }
    }
}
