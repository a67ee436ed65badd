use std::fs;

use miette::Diagnostic;

use super::*;

fn read(bytes: impl AsRef<[u8]>, wanted: &[&str]) -> (Result<Table, IngestError>, Complaints) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.csv"), bytes).unwrap();
    let mut complaints = Complaints::default();
    let table = Table::read(folder.path(), "t.csv", wanted, &mut complaints);
    (table, complaints)
}

fn told(complaints: &Complaints) -> Vec<(&'static str, Option<u64>)> {
    complaints.iter().map(|complaint| (complaint.kind.name(), complaint.row)).collect()
}

#[test]
fn format_is_found_out_and_told() {
    let cases: [(&[u8], &str); 7] = [
        (b"code,part\n01001,12.5\n", "UTF-8, delimiter `,`, decimal point"),
        ("\u{feff}code;part\r\n01001;12,5\r\n".as_bytes(), "UTF-8 with BOM, delimiter `;`, decimal comma"),
        (b"code\tpart\n01001\t1\n", "UTF-8, delimiter tab, decimal point"),
        (b"code|part\n01001|1\n", "UTF-8, delimiter `|`, decimal point"),
        (b"code;nom;part\n1;Ch\xe2teau \xe0 l'\xe9tang;12,5\n", "Windows-1252, delimiter `;`, decimal comma"),
        (b"Figures,,\n,,\ncode,part,x\n01001, 81    ,\n", "UTF-8, delimiter `,`, decimal point, header on line 3"),
        (b"code,part\n01001,\"12,5\"\n", "UTF-8, delimiter `,`, decimal comma"),
    ];
    for (bytes, expected) in cases {
        let (table, complaints) = read(bytes, &["code", "part"]);
        assert_eq!(table.unwrap().format.to_string(), expected);
        assert!(complaints.is_empty());
    }
}

#[test]
fn cells_stay_text_and_numbers_follow_their_column() {
    let (table, _) = read("code;nom;lat;part\n01001; Ain ;45.5;12,5\n2A004;\"A;\n\"\"b\"\"\";46;\n", &["code"]);
    let table = table.unwrap();
    let [lat, part] = ["lat", "part"].map(|name| table.column(name).unwrap());
    assert_eq!([table.rows[0].get(0), table.rows[0].get(1)], ["01001", "Ain"]);
    assert_eq!(table.rows[1].get(1), "A;\n\"b\"");
    assert_eq!(table.number(&table.rows[0], lat), Ok(Some(45.5)));
    assert_eq!(table.number(&table.rows[0], part), Ok(Some(12.5)));
    assert_eq!(table.number(&table.rows[1], part), Ok(None));
}

#[test]
fn rows_of_other_width_are_told_with_their_line() {
    let (table, complaints) = read("code;n\n\n01001;1\n01002\n01003;3;4\n;\n01004;\"a\nb\"\n01005\n", &["code"]);
    let lines: Vec<u64> = table.unwrap().rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 5, 7]);
    assert_eq!(told(&complaints), [("short_row", Some(4)), ("short_row", Some(9)), ("long_row", Some(5))]);
    assert_eq!(complaints.iter().next().unwrap().detail, "1 fields instead of 2");
}

#[test]
fn lines_are_counted_alike_with_either_line_end() {
    for end in ["\n", "\r\n"] {
        let (table, _) = read(["code;n", "1;2", "", "", "3;4", "5;6"].join(end), &["code"]);
        let lines: Vec<u64> = table.unwrap().rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5, 6]);
    }
}

#[test]
fn a_quote_that_never_closes_is_told() {
    let (table, complaints) = read("code;nom\n1;a\n2;\"b\n3;c\n4;d\n", &["code"]);
    assert_eq!(table.unwrap().rows.len(), 1);
    assert_eq!(told(&complaints), [("open_quote", Some(3))]);
}

#[test]
fn bytes_that_are_not_utf_8_are_told_with_their_line() {
    let (table, complaints) = read(b"\xef\xbb\xbfcode;nom\n1;a\n2;\xe9\n", &["code"]);
    assert_eq!(table.unwrap().rows[1].get(1), "\u{fffd}");
    assert_eq!(told(&complaints), [("invalid_text", Some(3))]);
}

#[test]
fn a_missing_column_is_told_with_those_that_exist() {
    let error = read("code_commune;population\n1;2\n", &["Code commune", "population"]).0.unwrap_err();
    assert_eq!(error.to_string(), "the file `t.csv` has no column `Code commune`; it has `code_commune`, `population`");
    let help = error.help().unwrap().to_string();
    assert_eq!(help, "did you mean `code_commune`? name a column of the file in the recipe");
    let error = read("Figures,\n,\ncode,part\n1,2\n", &["code", "parts"]).0.unwrap_err();
    assert_eq!(error.to_string(), "the file `t.csv` has no column `parts`; it has `code`, `part`");
    let error = read("code;code\n1;2\n", &["code"]).0.unwrap_err();
    assert_eq!(error.to_string(), "the file `t.csv` has two columns `code`");
}

#[test]
fn what_is_no_table_is_refused() {
    let sentence = |bytes: &[u8]| read(bytes, &["code"]).0.unwrap_err().to_string();
    assert_eq!(sentence(b""), "`t.csv` is empty");
    assert_eq!(sentence(b"\xef\xbb\xbf \n\n"), "`t.csv` is empty");
    assert_eq!(sentence(b"fgb\x03fgb\0\xff\0\0"), "`t.csv` is not a FlatGeobuf: it ends within its header");
    let xls = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    assert_eq!(sentence(xls), "`t.csv` is no table but a workbook of the old Excel format (XLS)");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    let read = |file: &str| Table::read(folder.path(), file, &[], &mut Complaints::default()).unwrap_err();
    assert_eq!(read("absent.csv").to_string(), "`absent.csv` does not exist");
    assert_eq!(read("inner").to_string(), "`inner` is a folder, not a file");
    assert_eq!(read("absent.csv").help().unwrap().to_string(), "paths are relative to the folder of the recipe");
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    let (table, complaints) = read("code;nom\n", &["code"]);
    assert!(table.unwrap().rows.is_empty());
    assert!(complaints.is_empty());
}
