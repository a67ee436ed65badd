//! What files are that nothing here reads, and the way from them to one that is read.

use super::fault::Fault;

/// Bytes in which a text says what it is.
const PROLOGUE: usize = 4096;

/// What files of SQLite begin with, GeoPackages among them.
pub(super) const SQLITE: &[u8] = b"SQLite format 3\0";

/// What to do about a kind of file.
#[derive(Clone, Copy)]
enum Way {
    /// GDAL makes a GeoPackage of it.
    Ogr,
    /// An office program makes a table of it.
    Office,
    /// It is a part of the file with this ending.
    PartOf(&'static str),
    /// A sentence says it.
    Say(&'static str),
}

const UNPACK: Way = Way::Say("unpack it, and name the file that is in it, or pack it as a ZIP");
const SHAPES: Way =
    Way::Say("territories need shapes: a GeoPackage, a shapefile, a GeoJSON, or a CSV with a column of WKT");
const TABLE: Way = Way::Say("export it as CSV, XLSX, ODS or Parquet");

/// What binary files begin with.
const MAGIC: [(&[u8], &str, Way); 20] = [
    (b"PK\x05\x06", "an empty ZIP archive", Way::Say("download or pack it again")),
    (b"%PDF-", "a PDF", Way::Say("get the table itself, as CSV, XLSX, ODS or Parquet")),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"BZh91AY&SY", "a file packed with bzip2", UNPACK),
    (b"\xfd7zXZ\0", "a file packed with xz", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a file packed with zstd", UNPACK),
    (b"\x1f\x8b", "gzip inside of gzip", UNPACK),
    (b"\x89PNG\r\n", "an image (PNG)", Way::Say("get the data themselves: shapes as a GeoPackage, a table as CSV")),
    (b"\xff\xd8\xff", "an image (JPEG)", Way::Say("get the data themselves: shapes as a GeoPackage, a table as CSV")),
    (b"II*\0", "a raster (TIFF)", Way::Say("territories are polygons: get them as a GeoPackage or a shapefile")),
    (b"MM\0*", "a raster (TIFF)", Way::Say("territories are polygons: get them as a GeoPackage or a shapefile")),
    (b"PMTiles\x03", "an archive of tiles (PMTiles)", Way::Say("get the shapes that the tiles were made of")),
    (b"ARROW1\0\0", "an Arrow file (Feather)", Way::Say("save it as Parquet")),
    (b"$FL2@(#)", "an SPSS file", TABLE),
    (b"<stata_dta>", "a Stata file", TABLE),
    (b"RDX3\n", "an R file", TABLE),
    (b"!table", "a MapInfo table (TAB)", Way::Ogr),
    (SQLITE, "an SQLite database, and no GeoPackage", Way::Ogr),
    (
        b"version https://git-lfs",
        "a pointer of Git LFS, not the file itself",
        Way::Say("run `git lfs pull`, or download the file"),
    ),
];

/// Endings of files that are parts of something, what they are, and the ending of the whole.
const PARTS: [(&str, &str, &str); 10] = [
    ("dbf", "the table of a shapefile (dBASE)", "shp"),
    ("shx", "the index of a shapefile", "shp"),
    ("prj", "the coordinate system of a shapefile", "shp"),
    ("cpg", "the encoding of a shapefile", "shp"),
    ("sbn", "the index of a shapefile", "shp"),
    ("sbx", "the index of a shapefile", "shp"),
    ("qix", "the index of a shapefile", "shp"),
    ("dat", "a part of a MapInfo table", "tab"),
    ("map", "a part of a MapInfo table", "tab"),
    ("id", "a part of a MapInfo table", "tab"),
];

/// Files by which a ZIP is known: a part of the name, what it then is, and what to do.
const MEMBERS: [(&str, &str, Way); 11] = [
    ("encryptedpackage", "a spreadsheet with a password", Way::Say("save it without a password")),
    ("xl/workbook.bin", "a binary Excel workbook (XLSB)", Way::Office),
    ("xl/workbook.xml", "a spreadsheet", SHAPES),
    ("word/document.xml", "a Word document", TABLE),
    ("ppt/presentation.xml", "a PowerPoint presentation", TABLE),
    (".kml", "a KML file in a ZIP (KMZ)", Way::Ogr),
    (".gdbtable", "a file geodatabase of Esri in a ZIP", Way::Ogr),
    (".gml", "a GML file in a ZIP", Way::Ogr),
    (".mif", "a MapInfo file in a ZIP", Way::Ogr),
    (".tab", "a MapInfo file in a ZIP", Way::Ogr),
    ("content.xml", "an OpenDocument file", SHAPES),
];

/// The fault of a file that begins with these bytes, if it is of a kind that is known not to be read.
pub(super) fn of_bytes(file: &str, bytes: &[u8]) -> Option<Fault> {
    let ending = ending(file);
    let start = bytes.trim_ascii_start();
    let by_magic = || MAGIC.iter().find(|(magic, ..)| start.starts_with(magic)).map(|(_, what, way)| (*what, *way));
    let found = match () {
        () if start.starts_with(b"\xd0\xcf\x11\xe0") => of_office(&ending, bytes),
        () if bytes.get(257..262) == Some(b"ustar") => ("a TAR archive", UNPACK),
        () if contains(&bytes[..bytes.len().min(64)], b"OSMHeader") => ("an extract of OpenStreetMap (PBF)", Way::Ogr),
        () => by_magic().or_else(|| of_part(&ending, bytes)).or_else(|| of_text(bytes))?,
    };
    Some(fault(file, found))
}

/// The fault of a ZIP with files of these names.
pub(super) fn of_members(file: &str, names: &[String]) -> Fault {
    let has = |part: &str| names.iter().any(|name| name.to_ascii_lowercase().contains(part));
    let found = MEMBERS.iter().find(|(part, ..)| has(part)).map(|(_, what, way)| (*what, *way));
    let nothing = "a ZIP archive without a file that is read";
    let help = "pack shapes (.shp, .dbf and .prj, GeoPackage, GeoJSON) or tables (.csv, .txt, .tsv) in it";
    fault(file, found.unwrap_or((nothing, Way::Say(help))))
}

/// The fault of a spreadsheet that wants a password.
pub(super) fn of_locked(file: &str) -> Fault {
    fault(file, (MEMBERS[0].1, MEMBERS[0].2))
}

/// What a folder is that a recipe names as a file, and what to do.
pub(super) fn of_folder(file: &str) -> Option<Fault> {
    let is_database = ending(file.trim_end_matches('/')) == "gdb";
    is_database.then(|| fault(file, ("a file geodatabase of Esri", Way::Ogr)))
}

/// Old workbooks, and new ones with a password, are in the same container.
fn of_office(ending: &str, bytes: &[u8]) -> (&'static str, Way) {
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match ending {
        _ if contains(bytes, &wide) => (MEMBERS[0].1, MEMBERS[0].2),
        "doc" => ("a Word document", TABLE),
        "mdb" => ("an Access database", TABLE),
        _ => ("a workbook of the old Excel format (XLS)", Way::Office),
    }
}

/// Parts are known by their endings, unless they are texts that may be tables.
fn of_part(ending: &str, bytes: &[u8]) -> Option<(&'static str, Way)> {
    let (_, what, whole) = PARTS.iter().find(|(known, ..)| *known == ending)?;
    let is_part = ending == "cpg" || ending == "prj" || bytes.contains(&0);
    is_part.then_some((*what, Way::PartOf(whole)))
}

/// What a text is that is no table.
fn of_text(bytes: &[u8]) -> Option<(&'static str, Way)> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOGUE)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let begins_with = |any: &[&str]| any.iter().any(|beginning| head.starts_with(beginning));
    let is_xml = begins_with(&["<?xml"]);
    let is_root = |name: &str| begins_with(&[name]) || (is_xml && head.contains(name));
    Some(match () {
        () if is_root("<kml") => ("a KML file", Way::Ogr),
        () if is_root("<gpx") => ("a GPX file", Way::Ogr),
        () if is_root("<osm") => ("an extract of OpenStreetMap", Way::Ogr),
        () if (is_xml || begins_with(&["<"])) && head.contains("opengis.net/gml") => ("a GML file", Way::Ogr),
        () if is_root("<workbook") && head.contains("urn:schemas-microsoft-com:office:spreadsheet") => {
            ("an XML workbook of Excel 2003", Way::Office)
        }
        () if begins_with(&["<table"]) => ("an HTML table", Way::Office),
        () if begins_with(&["<!doctype html", "<html", "<head", "<body", "<meta", "<script", "<!--"])
            || (is_xml && head.contains("<html")) =>
        {
            ("an HTML page, perhaps an error page of the site it came from", Way::Say("download it again"))
        }
        () if is_xml => ("an XML file", TABLE),
        () if begins_with(&["version "]) && head.contains("columns") && head.contains("coordsys") => {
            ("a MapInfo file (MIF)", Way::Ogr)
        }
        () if begins_with(&["projcs[", "geogcs[", "projcrs[", "geogcrs["]) => {
            ("the coordinate system of a shapefile", Way::PartOf("shp"))
        }
        () if begins_with(&["[{", "[\n", "[\r", "[ "]) => ("a list in JSON, and no GeoJSON", TABLE),
        () => return None,
    })
}

fn fault(file: &str, (what, way): (&'static str, Way)) -> Fault {
    let stem = file.trim_end_matches('/');
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let help = match way {
        Way::Ogr => {
            let (new, old) = (quoted(&format!("{stem}.gpkg")), quoted(file));
            format!("convert it with GDAL, `ogr2ogr -f GPKG {new} {old}`, and name `{stem}.gpkg` in the recipe")
        }
        Way::Office => {
            let new = stem.rsplit('/').next().unwrap_or(stem);
            format!(
                "save it as XLSX in Excel or LibreOffice, or with `soffice --headless --convert-to xlsx {}`, and name \
                 `{new}.xlsx` in the recipe",
                quoted(file)
            )
        }
        Way::PartOf("shp") => {
            let (new, old) = (quoted(&format!("{stem}.csv")), quoted(file));
            let table = match ending(file).as_str() {
                "dbf" => format!("; a .dbf alone becomes a table with `ogr2ogr -f CSV {new} {old}`"),
                _ => String::new(),
            };
            format!("name the shapefile itself, `{stem}.shp`{table}")
        }
        Way::PartOf(whole) => {
            let (new, old) = (quoted(&format!("{stem}.gpkg")), quoted(&format!("{stem}.{whole}")));
            format!("convert all of it with GDAL, `ogr2ogr -f GPKG {new} {old}`, and name `{stem}.gpkg` in the recipe")
        }
        Way::Say(help) => help.to_owned(),
    };
    Fault::OtherFile { what, help }
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-".contains(letter);
    if path.chars().all(is_plain) { path.to_owned() } else { format!("\"{path}\"") }
}

fn ending(file: &str) -> String {
    file.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(file: &str, bytes: &[u8]) -> (String, String) {
        let fault = of_bytes(file, bytes).unwrap_or_else(|| panic!("{file} is told"));
        (fault.to_string(), fault.help(file))
    }

    #[test]
    fn shapes_of_other_formats_are_converted_by_gdal() {
        let kml: &[u8] = b"<?xml version=\"1.0\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document/></kml>";
        let (what, help) = told("in/communes.kml", kml);
        assert_eq!(what, "is a KML file");
        let command = "ogr2ogr -f GPKG in/communes.gpkg in/communes.kml";
        assert_eq!(help, format!("convert it with GDAL, `{command}`, and name `in/communes.gpkg` in the recipe"));
        assert!(told("a b.kml", kml).1.contains("ogr2ogr -f GPKG \"a b.gpkg\" \"a b.kml\""));
        let gml: &[u8] = b"<?xml version='1.0'?><ogr:FeatureCollection xmlns:gml='http://www.opengis.net/gml/3.2'>";
        let mif: &[u8] =
            b"Version 300\nCharset \"Neutral\"\nDelimiter \",\"\nCoordSys Earth Projection 1, 104\nColumns 2\n";
        for (file, bytes, what) in [
            ("a.gml", gml, "is a GML file"),
            ("a.gpx", b"<gpx version='1.1'>", "is a GPX file"),
            ("a.mif", mif, "is a MapInfo file (MIF)"),
            ("a.tab", b"!table\n!version 300\n", "is a MapInfo table (TAB)"),
            ("a.sqlite", b"SQLite format 3\0", "is an SQLite database, and no GeoPackage"),
            ("a.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader", "is an extract of OpenStreetMap (PBF)"),
        ] {
            let (found, help) = told(file, bytes);
            assert_eq!(found, what);
            assert!(help.contains("ogr2ogr -f GPKG"), "{help}");
        }
        assert_eq!(of_folder("in/a.gdb/").unwrap().to_string(), "is a file geodatabase of Esri");
        assert!(of_folder("in").is_none());
    }

    #[test]
    fn a_part_names_the_whole() {
        let (what, help) = told("in/communes.dbf", b"\x03\x7a\x0b\x1e\x01\0\0\0");
        assert_eq!(what, "is the table of a shapefile (dBASE)");
        assert!(help.starts_with("name the shapefile itself, `in/communes.shp`;"), "{help}");
        assert!(help.contains("ogr2ogr -f CSV in/communes.csv in/communes.dbf"), "{help}");
        assert_eq!(told("a.shx", b"\0\0\x27\x0a").1, "name the shapefile itself, `a.shp`");
        assert_eq!(told("a.txt", b"PROJCS[\"RGF93\",").0, "is the coordinate system of a shapefile");
        assert!(told("a.dat", b"\x03\0").1.contains("ogr2ogr -f GPKG a.gpkg a.tab"));
        assert!(of_bytes("a.dbf", b"code;nom\n01;A\n").is_none(), "a text may be a table whatever its ending");
    }

    #[test]
    fn workbooks_that_are_not_read_are_told_apart() {
        let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0";
        let (what, help) = told("in/a.xls", old);
        assert_eq!(what, "is a workbook of the old Excel format (XLS)");
        assert!(help.contains("soffice --headless --convert-to xlsx in/a.xls`, and name `a.xlsx`"), "{help}");
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(told("a.xlsx", &[old, locked.as_slice()].concat()).0, "is a spreadsheet with a password");
        let members = |names: &[&str]| {
            of_members("a.zip", &names.iter().map(ToString::to_string).collect::<Vec<_>>()).to_string()
        };
        assert_eq!(members(&["xl/workbook.bin"]), "is a binary Excel workbook (XLSB)");
        assert_eq!(members(&["doc.kml", "files/a.png"]), "is a KML file in a ZIP (KMZ)");
        assert_eq!(members(&["a.gdb/a00000001.gdbtable"]), "is a file geodatabase of Esri in a ZIP");
        assert_eq!(members(&["a.bin"]), "is a ZIP archive without a file that is read");
    }

    #[test]
    fn tables_are_no_other_files() {
        for text in ["code;nom\n01;A\n", "version;columns\n1;2\n", "RDX;a\n1;2\n", "\"<kml>\";b\n1;2\n", "", "{}"] {
            assert!(of_bytes("a.csv", text.as_bytes()).is_none(), "{text}");
        }
        assert_eq!(told("a.json", b"[{\"code\": 1}]").0, "is a list in JSON, and no GeoJSON");
    }
}
