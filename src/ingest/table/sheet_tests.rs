//! What spreadsheets hide, repeat, and do not store.

use super::format_tests::{inline, ods_of, workbook};
use super::*;

/// The kind, row and detail of a complaint.
type Told = (&'static str, Option<u64>, String);

fn read(bytes: Vec<u8>, sheet: Option<&str>) -> (Table, Vec<Told>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t"), bytes).unwrap();
    let mut complaints = Complaints::default();
    let table = Table::read_sheet(folder.path(), "t", sheet, &["code", "v"], &mut complaints).unwrap();
    let told = complaints.iter().map(|one| (one.kind.name(), one.row, one.detail.clone())).collect();
    (table, told)
}

fn figures(table: &Table) -> Vec<&str> {
    table.rows.iter().map(|row| row.get(table.column("v").unwrap())).collect()
}

/// Rows of a sheet of Excel: a header, and a commune with this figure.
fn sheet(figure: &str) -> String {
    let header = format!("<row r=\"1\">{}{}</row>", inline("A1", "code"), inline("B1", "v"));
    format!("{header}<row r=\"2\">{}{figure}</row>", inline("A2", "01001"))
}

fn number(value: &str) -> String {
    format!("<c r=\"B2\"><v>{value}</v></c>")
}

#[test]
fn a_hidden_sheet_is_read_only_by_its_name() {
    for state in ["hidden", "veryHidden"] {
        let sheets = [("Old", state, sheet(&number("-1"))), ("New", "visible", sheet(&number("7")))];
        let (table, told) = read(workbook(&sheets), None);
        assert_eq!((figures(&table), told), (vec!["7"], vec![]));
        assert_eq!(figures(&read(workbook(&sheets), Some("Old")).0), ["-1"]);
    }
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = |figure: &str| {
        let row = |cells: [&str; 2]| format!("<table:table-row>{}</table:table-row>", cells.map(cell).concat());
        row(["code", "v"]) + &row(["01001", figure])
    };
    let styles = "<office:automatic-styles><style:style style:name=\"h\" style:family=\"table\"><style:table-properties \
                  table:display=\"false\"/></style:style></office:automatic-styles>";
    let file = ods_of(styles, &[("Old", " table:style-name=\"h\"", rows("-1")), ("New", "", rows("7"))]);
    let (table, told) = read(file, None);
    assert_eq!((figures(&table), told), (vec!["7"], vec![]));
}

#[test]
fn several_sheets_with_the_columns_are_reported() {
    let sheets = [("A", "visible", sheet(&number("1"))), ("B", "visible", sheet(&number("2")))];
    let (table, told) = read(workbook(&sheets), None);
    let detail =
        "the sheets `A`, `B` have the columns; `A` was read: say which is meant with `sheet`, or `layer` of a source";
    assert_eq!((figures(&table), told), (vec!["1"], vec![("several_sheets", Some(1), detail.to_owned())]));
    let (table, told) = read(workbook(&sheets), Some("B"));
    assert_eq!((figures(&table), told), (vec!["2"], vec![]));
}

#[test]
fn a_formula_without_its_result_is_reported() {
    let told = |rows: String| read(workbook(&[("S", "visible", rows)]), None).1;
    let detail = "`v`: 1 formula without a stored result; open the file in Excel or LibreOffice and save it";
    for cell in ["<c r=\"B2\"><f>1+1</f></c>", "<c r=\"B2\"><f>1+1</f><v/></c>"] {
        assert_eq!(told(sheet(cell)), [("formula_without_result", Some(2), detail.to_owned())], "{cell}");
    }
    for cell in ["<c r=\"B2\"><f>1+1</f><v>2</v></c>", "<c r=\"B2\" t=\"str\"><f>A9</f><v></v></c>", "<c r=\"B2\"/>"] {
        assert_eq!(told(sheet(cell)), [], "{cell}");
    }
    // One in a column that is not read does no harm.
    let header = inline("A1", "code") + &inline("B1", "v") + &inline("C1", "w");
    let row = inline("A2", "01001") + &number("7") + "<c r=\"C2\"><f>1+1</f></c>";
    assert_eq!(told(format!("<row r=\"1\">{header}</row><row r=\"2\">{row}</row>")), []);
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let rows = row(cell("code") + &cell("v")) + &row(cell("01001") + "<table:table-cell table:formula=\"of:=1+1\"/>");
    let (_, told) = read(ods_of("", &[("S", "", rows)]), None);
    assert_eq!(told, [("formula_without_result", Some(2), detail.to_owned())]);
}

#[test]
fn what_a_sheet_stores_as_a_number_is_not_in_doubt() {
    let header = format!("<row r=\"1\">{}{}</row>", inline("A1", "code"), inline("B1", "v"));
    let row = |line: u32, cell: String| format!("<row r=\"{line}\">{}{cell}</row>", inline(&format!("A{line}"), "1"));
    let text = row(2, inline("B2", "12.345")) + &row(3, "<c r=\"B3\"><v>12.345</v></c>".to_owned());
    let (table, _) = read(workbook(&[("S", "visible", header.clone() + &text)]), None);
    assert_eq!(table.doubt(1).map(|doubt| (doubt.count, doubt.line)), Some((1, 2)));
    assert!(table.is_doubtful(&table.rows[0], 1) && !table.is_doubtful(&table.rows[1], 1));
    assert_eq!(table.number(&table.rows[1], 1), Ok(Some(12.345)));
    let numbers = row(2, number("12.345"));
    let (table, _) = read(workbook(&[("S", "visible", header + &numbers)]), None);
    assert_eq!(table.doubt(1), None);
}

#[test]
fn a_number_beyond_the_header_may_be_a_figure_and_a_text_is_a_note() {
    let beyond = |cell: &str| read(workbook(&[("S", "visible", sheet(&(number("1") + cell)))]), None);
    let (table, told) = beyond("<c r=\"C2\"><v>103</v></c>");
    let detail = "`103` stands in column 3 of 2".to_owned();
    assert_eq!((figures(&table), told), (vec![], vec![("long_row", Some(2), detail.clone())]));
    let (table, told) = beyond(&inline("C2", "103"));
    assert_eq!((figures(&table), told), (vec![], vec![("long_row", Some(2), detail)]));
    let (table, told) = beyond(&inline("E2", "estimated"));
    let detail = "`estimated` stands in column 5 of 2".to_owned();
    assert_eq!((figures(&table), told), (vec!["1"], vec![("beyond_header", Some(2), detail)]));
}

#[test]
fn merged_cells_that_leave_figures_out_are_reported() {
    let told = |merged: &str, rows: &str| {
        let rows = format!("{}{rows}<mergeCells><mergeCell ref=\"{merged}\"/></mergeCells>", sheet(&number("7")));
        read(workbook(&[("S", "visible", rows)]), None).1
    };
    let row =
        |line: u32, cells: String| format!("<row r=\"{line}\">{}{cells}</row>", inline(&format!("A{line}"), "01002"));
    let reported = |cells: &str| {
        let detail = format!("`{cells}` is one merged cell; split it and fill in all its cells");
        vec![("merged_cells", Some(2), detail)]
    };
    assert_eq!(told("B2:B4", &row(3, String::new())), reported("B2:B4"));
    assert_eq!(told("A2:B3", &row(3, String::new())), reported("A2:B3"));
    assert_eq!(told("B5:B6", &row(3, String::new())), [], "nothing is in it");
    assert_eq!(told("C2:C4", &row(3, String::new())), [], "a column that is not read");
    assert_eq!(told("A3:B4", &row(3, String::new())), [], "a note below the table");
    assert_eq!(told("B2:C2", ""), [], "a column that is not read");
}
