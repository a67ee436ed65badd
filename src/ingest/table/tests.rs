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
    let (table, _) = read(
        "code;nom;lat;part\n01001; Ain ;45.5;12,5\n2A004;\"A;\n\"\"b\"\"\";46;\n",
        &["code", "nom", "lat", "part"],
    );
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
    let (table, complaints) = read("code;n\n\n01001;1\n01002\n01003;3;4\n;\n01004;\"a\nb\";\n01005\n", &["code"]);
    let lines: Vec<u64> = table.unwrap().rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 7], "an empty field beyond the header does no harm");
    assert_eq!(told(&complaints), [("short_row", Some(4)), ("short_row", Some(9)), ("long_row", Some(5))]);
    assert_eq!(complaints.iter().next().unwrap().detail, "1 field instead of 2");
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
    let (table, complaints) = read("code;nom\n1;a\n2;\"b\n3;c\n4;d", &["code", "nom"]);
    assert_eq!(cells(&table.unwrap()), [["1", "a"], ["2", "b"], ["3", "c"], ["4", "d"]]);
    assert_eq!(told(&complaints), [("open_quote", Some(3))]);
    let (table, complaints) = read("code;nom;v\n1;a;7\n2;\"b; 12\n", &["code", "v"]);
    assert_eq!(cells(&table.unwrap()), [["1", "7"]], "a file cut short may end within a text");
    assert_eq!(told(&complaints), [("open_quote", Some(3))]);
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| (0..table.columns.len()).map(|column| row.get(column)).collect()).collect()
}

#[test]
fn rows_that_a_stray_quote_swallowed_are_read() {
    let figures = |text: &str| {
        let (table, complaints) = read(text, &["code", "v"]);
        let read: Vec<String> = cells(&table.unwrap()).into_iter().map(|row| row.join("=")).collect();
        (read.join(" "), told(&complaints).into_iter().map(|(kind, row)| (kind, row.unwrap())).collect::<Vec<_>>())
    };
    let whole = "1=10 2=11 3=12 4=13 5=14".to_owned();
    let swallowed = |row| ("swallowed_rows", row);
    let open = |row| ("open_quote", row);
    for (text, faults) in [
        ("code;nom;v\n1;a;10\n2;\"b;11\n3;c;12\n4;\"d;13\n5;e;14\n", vec![open(5), swallowed(3)]),
        ("code;nom;v\n1;a;10\n2;\"b;11\n3;\"c;12\n4;d;13\n5;e;14\n", vec![open(4), swallowed(3)]),
        ("code;nom;v\n1;a;10\n2;\"b;11\n3;c;12\n4;d\";13\n5;e;14\n", vec![swallowed(3)]),
        ("code,nom,v\r\n1,a,10\r\n2,\"b,11\r\n3,\"c,d\",12\r\n4,\"e,13\r\n5,f,14\r\n", vec![swallowed(3), open(5)]),
        ("nom\tcode\tv\na\t1\t10\n\"b\t2\t11\nc\t3\t12\n\"d\t4\t13\ne\t5\t14", vec![open(5), swallowed(3)]),
    ] {
        let (read, mut found) = figures(text);
        found.sort_unstable();
        let mut faults = faults;
        faults.sort_unstable();
        assert_eq!((read, found), (whole.clone(), faults), "{text}");
    }
}

#[test]
fn rows_between_two_that_line_breaks_split_are_read() {
    let split = "code;nom;v\n1;x;10\n2;\"a\nb;11\n3;c;12\n4;d;13\n5;e\";14\n6;f;15\n";
    for text in [split.to_owned(), split.replace(';', "\t"), split.replace('\n', "\r\n")] {
        let (table, complaints) = read(&text, &["code", "v"]);
        let read: Vec<String> = cells(&table.unwrap()).into_iter().map(|row| row.join("=")).collect();
        assert_eq!(read, ["1=10", "3=12", "4=13", "5=14", "6=15"], "{text}");
        let faults = [("short_row", Some(3)), ("short_row", Some(4)), ("swallowed_rows", Some(3))];
        assert_eq!(told(&complaints), faults);
    }
}

#[test]
fn a_field_is_quoted_behind_spaces_too() {
    let (table, complaints) = read("code, nom, v\n1, \"a, b\", 10\n2, \"c\", 11\n", &["code", "nom", "v"]);
    assert_eq!(cells(&table.unwrap()), [["1", "a, b", "10"], ["2", "c", "11"]]);
    assert!(complaints.is_empty(), "{complaints:?}");
    let (table, complaints) = read("code, nom, v\n1, \"a, b\", 10\n2, \"c\" d, e, 11\n", &["code", "v"]);
    assert_eq!((table.unwrap().rows.len(), told(&complaints)), (0, vec![("long_row", Some(2)), ("long_row", Some(3))]));
}

#[test]
fn texts_of_several_lines_stay_texts() {
    let text = "code;adresse;v\n1;\"2 rue du Lac\n01000 Bourg\";10\n2;\"Mairie; 1er étage\n\nBourg; Ain\n(fermé)\";11\n\
                3;\"dit \"\"le Lac\"\"\n\";12\n4;\"Ci-devant:\n2;Mairie;11\n1;Lac;10\n\";13\n";
    let (table, complaints) = read(text, &["code", "adresse", "v"]);
    let table = table.unwrap();
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4, 8, 10]);
    assert_eq!(cells(&table)[1], ["2", "Mairie; 1er étage\n\nBourg; Ain\n(fermé)", "11"]);
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn a_line_or_a_text_beyond_measure_ends_soon() {
    let line = format!("code;nom\n1;\"{}", "x".repeat(bounds::LINE_LIMIT + 1));
    assert_eq!(read(&line, &["code"]).0.unwrap_err().to_string(), "`t.csv` has more than 64 MiB in line 2");
    // A text that goes on for more than a text does is a mark that does not close; the rows behind it are none.
    let long = format!("code;nom\n1;\"a\n{}\"\n2;b\n", "word\n".repeat(bounds::QUOTE_LIMIT / 4));
    let (table, complaints) = read(&long, &["code", "nom"]);
    assert_eq!(cells(&table.unwrap()), [["2", "b"]]);
    assert_eq!(told(&complaints)[0], ("short_row", Some(3)));
    assert_eq!(complaints.count(ComplaintKind::OpenQuote), 2, "the mark that was to close it opens another");
    // Every line opens a text and closes that of the line above.
    let (table, complaints) = read("code;nom;v\n".to_owned() + &"\"a\";\"b;7\n".repeat(20_000), &["v"]);
    assert_eq!(table.unwrap().rows.len(), 19_999, "the last may be cut short");
    assert!(complaints.count(ComplaintKind::SwallowedRows) + complaints.count(ComplaintKind::OpenQuote) >= 19_999);
}

#[test]
fn only_what_is_wanted_is_held_and_no_more_than_the_bound() {
    let (table, _) = read("code;nom;v\n1;a;10\n", &["v", "code"]);
    let table = table.unwrap();
    assert_eq!((table.columns.join(" "), cells(&table)), ("code v".to_owned(), vec![vec!["1", "10"]]));
    let row = table.rows[0].clone();
    let mut held = bounds::Held::new("t.csv", row.size() * 2);
    held.push(row.clone()).unwrap();
    held.push(row.clone()).unwrap();
    let told = held.push(row).unwrap_err().to_string();
    assert_eq!(told, "`t.csv` holds more than 0 MiB in the columns that are read; row 2 was reached");
}

#[test]
fn bytes_that_are_not_utf_8_are_told_with_their_line() {
    let (table, complaints) = read(b"\xef\xbb\xbfcode;nom\n1;a\n2;\xe9\n", &["code", "nom"]);
    assert_eq!(table.unwrap().rows[1].get(1), "\u{fffd}");
    assert_eq!(told(&complaints), [("invalid_text", Some(3))]);
}

#[test]
fn a_missing_column_is_told_with_those_that_exist() {
    let error = read("code_commune;population\n1;2\n", &["Code commune", "population"]).0.unwrap_err();
    assert_eq!(error.to_string(), "`t.csv` has no column `Code commune`; it has `code_commune`, `population`");
    let help = error.help().unwrap().to_string();
    assert_eq!(help, "did you mean `code_commune`? name a column of the file in the recipe");
    let error = read("Figures,\n,\ncode,part\n1,2\n", &["code", "parts"]).0.unwrap_err();
    assert_eq!(error.to_string(), "`t.csv` has no column `parts`; it has `code`, `part`");
    let error = read("code;code\n1;2\n", &["code"]).0.unwrap_err();
    assert_eq!(error.to_string(), "`t.csv` has two columns `code`");
}

#[test]
fn what_is_no_table_is_refused() {
    let sentence = |bytes: &[u8]| read(bytes, &["code"]).0.unwrap_err().to_string();
    assert_eq!(sentence(b""), "`t.csv` is empty");
    assert_eq!(sentence(b"\xef\xbb\xbf \n\n"), "`t.csv` is empty");
    assert_eq!(sentence(b"fgb\x03fgb\0\xff\0\0"), "`t.csv` cannot be read as FlatGeobuf: it ends within its header");
    let foreign: [(&[u8], &str); 6] = [
        (b"\n<!DOCTYPE html><html>", "an HTML page, perhaps an error page of the site it came from"),
        (b"<?xml version='1.0'?>\n<HTML>", "an HTML page, perhaps an error page of the site it came from"),
        (b"<table><tr><th>code</th></tr></table>", "an HTML table"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\n1 0 obj\n\0", "a PDF"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a pointer of Git LFS, not the file itself"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "an XML workbook of Excel 2003",
        ),
    ];
    for (bytes, what) in foreign {
        assert_eq!(sentence(bytes), format!("`t.csv` is {what}"));
    }
    let xls = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    assert_eq!(sentence(xls), "`t.csv` is a workbook of the old Excel format (XLS)");
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

#[test]
fn a_row_has_lost_a_field_where_only_the_others_end_with_a_delimiter() {
    let (table, complaints) = read("code;nom;v\n1;a;7;\n2;b;8;\n3;c;\n4;d;6;\n", &["code", "v"]);
    let table = table.unwrap();
    assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 5]);
    assert_eq!(told(&complaints), [("short_row", Some(4))]);
    let (table, complaints) = read("code;v\n1;7;\n2;8\n3;9\n", &["code", "v"]);
    assert_eq!((table.unwrap().rows.len(), complaints.total()), (3, 0), "one such row is no habit");
    let (table, complaints) = read("code;nom;v;\n1;a;7;\n2;b; c;8;\n3;d;9;\n", &["code", "v"]);
    assert_eq!(table.unwrap().rows.len(), 2);
    assert_eq!(told(&complaints), [("long_row", Some(3))]);
    let (table, complaints) = read("code;nom;v;\n1;a;7\n2;b;8\n3;c;9;6\n4;d\n", &["code", "v"]);
    let details: Vec<&str> = complaints.iter().map(|one| one.detail.as_str()).collect();
    assert_eq!(cells(&table.unwrap()), [["1", "7"], ["2", "8"]], "the header alone ends with a delimiter");
    assert_eq!(details, ["2 fields instead of 3", "4 fields instead of 3"]);
    let (_, complaints) = read("code;v\n1;7;\n2;8;\n3;9;6\n", &["code", "v"]);
    assert_eq!(complaints.iter().next().unwrap().detail, "3 fields instead of 2");
    let (table, complaints) = read("code;v;\n1;7;a note\n2;8;\n3;9;another\n", &["code", "v"]);
    assert_eq!((table.unwrap().rows.len(), complaints.total()), (3, 0), "a column without a name");
}
