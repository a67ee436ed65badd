//! Tables that are no plain text. Their files in `tests/fixtures/tables` come from writers that are not ours.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use miette::Diagnostic;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::ingest::unpack::check_zip;

type Read = (Result<Table, IngestError>, Complaints);

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tables").join(name)).unwrap()
}

fn read(bytes: impl AsRef<[u8]>, sheet: Option<&str>, wanted: &[&str]) -> Read {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t"), bytes).unwrap();
    let mut complaints = Complaints::default();
    let table = Table::read_sheet(folder.path(), "t", sheet, wanted, &mut complaints);
    (table, complaints)
}

fn sentence(bytes: impl AsRef<[u8]>) -> String {
    read(bytes, None, &["codgeo"]).0.unwrap_err().to_string()
}

/// Line and cells of every row.
fn rows(table: &Table, columns: &[&str]) -> Vec<(u64, Vec<String>)> {
    let columns: Vec<usize> = columns.iter().map(|name| table.column(name).unwrap()).collect();
    let cells = |row: &Row| columns.iter().map(|&column| row.get(column).to_owned()).collect();
    table.rows.iter().map(|row| (row.line, cells(row))).collect()
}

fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|&cell| cell.to_owned()).collect())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of Excel with one sheet of these rows.
fn xlsx(rows: &str) -> Vec<u8> {
    workbook(&[("S", "visible", rows.to_owned())])
}

/// A workbook of Excel: names of sheets, whether they are visible, and their rows.
pub(super) fn workbook(sheets: &[(&str, &str, String)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let link = |id: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{id}\" Type=\"{relations}/{kind}\" Target=\"{target}\"/>")
    };
    let links = |links: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
        )
    };
    let (mut named, mut linked, mut files) = (String::new(), link(0, "sharedStrings", "sharedStrings.xml"), Vec::new());
    for (id, (name, state, rows)) in (1..).zip(sheets) {
        named += &format!("<sheet name=\"{name}\" sheetId=\"{id}\" state=\"{state}\" r:id=\"r{id}\"/>");
        linked += &link(id, "worksheet", &format!("worksheets/sheet{id}.xml"));
        // What stands behind the rows is merged cells.
        let (rows, merged) = rows.split_at(rows.find("<mergeCells").unwrap_or(rows.len()));
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData>{merged}</worksheet>");
        files.push((format!("xl/worksheets/sheet{id}.xml"), sheet));
    }
    let named = format!("<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{named}</sheets></workbook>");
    let shared = format!("<sst xmlns=\"{main}\"><si><t>{}</t></si></sst>", "s".repeat(1 << 20));
    files.push(("_rels/.rels".to_owned(), links(&link(1, "officeDocument", "xl/workbook.xml"))));
    files.push(("xl/workbook.xml".to_owned(), named));
    files.push(("xl/_rels/workbook.xml.rels".to_owned(), links(&linked)));
    files.push(("xl/sharedStrings.xml".to_owned(), shared));
    let parts: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zip(&parts)
}

fn ods(rows: &str) -> Vec<u8> {
    ods_of("", &[("S", "", rows.to_owned())])
}

/// An OpenDocument spreadsheet: its styles; names of tables, further attributes, and their rows.
pub(super) fn ods_of(styles: &str, tables: &[(&str, &str, String)]) -> Vec<u8> {
    let table = |(name, more, rows): &(&str, &str, String)| {
        format!("<table:table table:name=\"{name}\"{more}>{rows}</table:table>")
    };
    let tables: String = tables.iter().map(table).collect();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\">{styles}\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
        ("content.xml", content.as_bytes()),
    ])
}

pub(super) fn inline(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn gzip_is_opened_whatever_its_name() {
    let (table, complaints) = read(gzip("codgeo;nom\n01001;Bègles\n".as_bytes()), None, &["codgeo", "nom"]);
    let table = table.unwrap();
    assert_eq!(rows(&table, &["codgeo", "nom"]), [row(2, &["01001", "Bègles"])]);
    assert_eq!(complaints.formats()["t"], "gzip, UTF-8, delimiter `;`, decimal point");
    // Several members are one file, as `cat a.gz b.gz` and bgzip make them.
    let members = [gzip(b"codgeo;nom\n01001;a\n"), gzip(b"01002;b\n")].concat();
    assert_eq!(read(members, None, &["codgeo"]).0.unwrap().rows.len(), 2);
    let sheet = read(gzip(&fixture("communes.xlsx")), None, &["codgeo", "part"]).0.unwrap();
    assert!(sheet.format.gzip && sheet.rows.len() == 4);
}

#[test]
fn a_spreadsheet_of_excel_is_a_table() {
    let (table, complaints) = read(fixture("communes.xlsx"), None, &["codgeo", "population", "part", "jour", "annee"]);
    let table = table.unwrap();
    let expected = [
        row(5, &["01001", "1234", "12.5", "2021-12-31", "2021"]),
        row(6, &["2A004", "0", "s", "2021-01-01", "2021"]),
        row(7, &["1002", "56", "", "", "2021-2022"]),
        row(9, &["93010", "#N/A", "", "", ""]),
    ];
    assert_eq!(rows(&table, &["codgeo", "population", "part", "jour", "annee"]), expected);
    assert_eq!(complaints.formats()["t, sheet COM"], "XLSX, decimal point, header on line 4");
    let told: Vec<_> = complaints.iter().map(|one| (one.kind.name(), one.row, one.detail.as_str())).collect();
    let expected = ("beyond_header", Some(6), "`a note beside the table` stands in column 7 of 5");
    assert_eq!(told, [expected]);
}

#[test]
fn a_spreadsheet_of_libreoffice_is_a_table() {
    let (table, complaints) = read(fixture("communes.ods"), None, &["codgeo", "population", "part", "jour", "annee"]);
    let expected = [
        row(5, &["01001", "1234", "12.5", "2021-12-31", "2021"]),
        row(6, &["2A004", "0", "s", "2021-01-01", "2021"]),
        row(7, &["1002", "56", "", "", "2021-2022"]),
    ];
    assert_eq!(rows(&table.unwrap(), &["codgeo", "population", "part", "jour", "annee"]), expected);
    assert_eq!(complaints.formats()["t, sheet COM"], "ODS, decimal point, header on line 4");
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn the_sheet_is_the_one_that_is_named_or_has_the_columns() {
    let xlsx = fixture("communes.xlsx");
    let sheet = |name, wanted: &[&str]| match read(&xlsx, name, wanted).0 {
        Ok(Table { format: TableFormat { storage: Storage::Sheet { name, .. }, .. }, .. }) => Ok(name),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err((error.to_string(), error.help().map(|help| help.to_string()).unwrap_or_default())),
    };
    assert_eq!(sheet(None, &["codgeo", "population"]), Ok("COM".to_owned()));
    assert_eq!(sheet(Some("DEP"), &["codgeo", "population"]), Ok("DEP".to_owned()));
    let (sentence, help) = sheet(Some("Com"), &["codgeo"]).unwrap_err();
    assert_eq!(sentence, "`t` has no sheet `Com`; it has `Lisez-moi`, `COM`, `DEP`");
    assert!(help.starts_with("did you mean `COM`?"), "{help}");
    let (sentence, _) = sheet(None, &["codgeo", "population", "emploi"]).unwrap_err();
    assert!(sentence.starts_with("the sheet `COM` of `t` has no column `emploi`; it has `codgeo`"), "{sentence}");
    let (sentence, _) = sheet(Some("DEP"), &["part"]).unwrap_err();
    assert!(sentence.starts_with("the sheet `DEP` of `t` has no column `part`"), "{sentence}");
    let text = read("codgeo;x\n1;2\n", Some("COM"), &["codgeo"]).0.unwrap_err().to_string();
    assert_eq!(text, "`t` is no spreadsheet, and the recipe names its sheet `COM`");
}

#[test]
fn parquet_is_a_table_however_it_is_compressed() {
    for compression in ["snappy", "zstd", "gzip", "none"] {
        let wanted = ["codgeo", "part", "population", "taux", "jour", "nom"];
        let (table, complaints) = read(fixture(&format!("communes.{compression}.parquet")), None, &wanted);
        let expected = [
            row(2, &["01001", "12.5", "1234", "12.3", "2021-12-31", "Abergement"]),
            row(3, &["2A004", "", "0", "0.1", "", "Ajaccio"]),
            row(4, &["01002", "0.0000001", "", "5", "1969-01-01", "Abergement"]),
        ];
        let table = table.unwrap();
        assert_eq!(rows(&table, &wanted), expected);
        assert_eq!(table.number(&table.rows[2], table.column("part").unwrap()), Ok(Some(1e-7)));
        assert_eq!(complaints.formats()["t"], "Parquet, decimal point");
    }
    let error = read(fixture("communes.none.parquet"), None, &["codgeo", "liste"]).0.unwrap_err().to_string();
    let existing = "`codgeo`, `population`, `part`, `taux`, `jour`, `nom`";
    assert_eq!(error, format!("`t` has no column `liste`; it has {existing}"));
}

#[test]
fn a_plain_archive_and_packing_twice_are_told() {
    assert_eq!(sentence(zip(&[("t.bin", b"codgeo;x\n1;2\n")])), "`t` is a ZIP archive without a file that is read");
    assert_eq!(sentence(gzip(&gzip(b"codgeo;x\n1;2\n"))), "`t` is gzip inside of gzip");
    assert_eq!(sentence(gzip(b"")), "`t` is empty");
    assert_eq!(sentence(xlsx("")), "the sheet `S` of `t` is empty");
    assert_eq!(sentence(ods("")), "the sheet `S` of `t` is empty");
}

#[test]
fn what_unpacks_to_more_than_memory_is_refused() {
    let bomb = gzip(&vec![b'0'; 3 << 20]);
    let refused = gunzip("t", &bomb, 2 << 20).unwrap_err();
    assert_eq!(refused.to_string(), "`t` holds more than 2 MiB once it is unpacked");
    assert_eq!(gunzip("t", &bomb, 3 << 20).unwrap().len(), 3 << 20);
    let archive = zip(&[("content.xml", &vec![b'0'; 2 << 20]), ("other.xml", &vec![b'0'; 1 << 20])]);
    let refused = check_zip("t", &archive, 2 << 20).unwrap_err();
    assert_eq!(refused.to_string(), "`t` holds more than 2 MiB once it is unpacked");
    assert_eq!(
        check_zip("t", &archive, 3 << 20).unwrap(),
        [("content.xml".into(), 2 << 20), ("other.xml".into(), 1 << 20)]
    );
}

#[test]
fn cells_far_apart_do_not_fill_the_memory() {
    let header = format!("<row r=\"1\">{}{}</row>", inline("A1", "codgeo"), inline("XFD1", "last"));
    let far = format!("{header}<row r=\"1048576\">{}</row>", inline("A1048576", "01001"));
    let table = read(xlsx(&far), None, &["codgeo"]).0.unwrap();
    assert_eq!((table.columns.len(), table.rows.len(), table.rows[0].line), (1, 1, 1_048_576));
    let many: String =
        (2..6_000).map(|line| format!("<row r=\"{line}\">{}</row>", inline(&format!("A{line}"), "1"))).collect();
    assert_eq!(read(xlsx(&(header + &many)), None, &["codgeo"]).0.unwrap().rows.len(), 5_998);
    // One long text, and cells that share it.
    let shared: String =
        (2..=300).map(|line| format!("<row r=\"{line}\"><c r=\"A{line}\" t=\"s\"><v>0</v></c></row>")).collect();
    let header = format!("<row r=\"1\">{}</row>", inline("A1", "codgeo"));
    let told = sentence(xlsx(&(header + &shared)));
    assert_eq!(told, "`t` holds more than 256 MiB in the columns that are read; row 257 was reached");
    let row: String = (0..300).map(|_| "<c t=\"s\"><v>0</v></c>").collect();
    let told = sentence(xlsx(&format!("<row r=\"1\">{row}</row>")));
    assert_eq!(told, "`t` holds more than 256 MiB in the columns that are read; row 1 was reached");
    for cell in ["ZZZZ1", "XFE1", "A0"] {
        let told = sentence(xlsx(&format!("<row r=\"1\">{}</row>", inline(cell, "codgeo"))));
        assert!(told.starts_with("`t` cannot be read as XLSX: "), "{cell}: {told}");
    }
    let backwards = format!("<row r=\"5\">{}</row><row r=\"2\">{}</row>", inline("A5", "codgeo"), inline("A2", "1"));
    assert_eq!(sentence(xlsx(&backwards)), "`t` cannot be read as XLSX: the cells of row 2 are out of place");
}

#[test]
fn a_cell_repeated_beyond_measure_is_refused() {
    let cell = |times: &str| {
        format!("<table:table-cell office:value-type=\"string\" {times}><text:p>codgeo</text:p></table:table-cell>")
    };
    let rows = |times: &str, cells: &str| format!("<table:table-row {times}>{cells}</table:table-row>");
    let wide = cell("table:number-columns-repeated=\"16384\"");
    for bomb in [
        rows("table:number-rows-repeated=\"1048576\"", &wide),
        rows(
            "table:number-rows-repeated=\"18446744073709551615\"",
            &cell("table:number-columns-repeated=\"4294967295\""),
        ),
        rows("", &wide).repeat(400),
    ] {
        let told = sentence(ods(&bomb));
        assert_eq!(told, "`t` holds more than 5 million cells or 256 MiB of text once it is unpacked");
    }
    let spaces = "<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/></text:p></table:table-cell>";
    let nested = format!(
        "<table:table-cell office:value=\"1\" table:number-columns-repeated=\"16384\">{}</table:table-cell>",
        rows("", "")
    );
    for bomb in [rows("", spaces), rows("table:number-rows-repeated=\"1048576\"", &nested)] {
        assert_eq!(sentence(ods(&bomb)), "`t` holds more than 5 million cells or 256 MiB of text once it is unpacked");
    }
    let twice = rows("", &cell("")) + &rows("table:number-rows-repeated=\"2\"", &cell(""));
    assert_eq!(read(ods(&twice), None, &["codgeo"]).0.unwrap().rows.len(), 2);
}

/// Every file cut short, and bytes all over it changed: a table or a sentence, and never the end of the program.
#[track_caller]
fn damage(whole: &[u8]) {
    let outcome = |bytes: &[u8]| match read(bytes, None, &["codgeo", "population"]).0 {
        Ok(_) => true,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    };
    assert!(outcome(whole));
    for end in (1..whole.len()).step_by(7) {
        assert!(!outcome(&whole[..end]), "cut at {end} of {}", whole.len());
    }
    let mut bytes = whole.to_vec();
    for (place, change) in (0..whole.len()).step_by(5).flat_map(|place| [0x01, 0x80].map(|change| (place, change))) {
        bytes[place] ^= change;
        outcome(&bytes);
        bytes[place] ^= change;
    }
}

#[test]
fn no_damage_ends_the_program() {
    for name in
        ["communes.xlsx", "communes.ods", "communes.snappy.parquet", "communes.zstd.parquet", "communes.none.parquet"]
    {
        damage(&fixture(name));
    }
    damage(&gzip(b"codgeo;population\n01001;1\n"));
}
