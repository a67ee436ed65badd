//! What a recipe may say of its tables.

use super::*;
use crate::gazetteer::Reason;

/// The good recipe with another table.
fn with_table(table: &str) -> String {
    format!(
        "{}[[table]]\nfile = \"pop.csv\"\nlevel = \"communes\"\nkey = \"code\"\nsource = \"\"\nlicence = \"\"\n{table}\n",
        GOOD.split("[[table]]").next().unwrap()
    )
}

fn table(text: &str) -> TableRecipe {
    load(&with_table(text)).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(error))).tables.remove(0)
}

/// Checks sentence, offending text and a part of the help.
#[track_caller]
fn refused(table: &str, sentence: &str, offending: &str, allowed: &str) {
    let error = load(&with_table(table)).unwrap_err();
    assert_eq!(error.to_string(), sentence);
    assert_eq!(error.offending_text(), offending);
    assert!(help(&error).contains(allowed), "{}", help(&error));
}

fn cells(column: &str, indicator: Option<&str>, year: Option<i32>) -> FigureCells {
    FigureCells { column: column.into(), indicator: indicator.map(Into::into), year }
}

#[test]
fn a_code_may_stand_in_several_columns() {
    let joined = |key: &str| {
        let text = with_table("columns = { pop = { 2019 = \"p\" } }");
        let (before, after) = text.rsplit_once("key = \"code\"").unwrap();
        format!("{before}{key}{after}")
    };
    let read =
        load(&joined("key = [{ column = \"DEP\", digits = 2 }, { column = \"COM\" }]")).unwrap().tables.remove(0);
    let parts: Vec<(&str, usize)> = read.key.parts.iter().map(|part| (part.column.as_str(), part.digits)).collect();
    assert_eq!(parts, [("DEP", 2), ("COM", 0)]);
    assert_eq!(read.columns(), ["DEP", "COM", "p"]);
    for wrong in ["key = []", "key = [{ column = \"DEP\", digits = 2000 }]", "key = 7", "key = [\"DEP\", \"COM\"]"] {
        let error = load(&joined(wrong)).unwrap_err();
        assert!(
            error.to_string().contains("key") || help(&error).contains("key") || error.to_string().contains("column"),
            "{error}"
        );
    }
}

#[test]
fn wide_tables_have_a_column_an_indicator_or_a_year() {
    let wide = table("year = 2020\ncolumns = { pop = \"p\", jeunes = { 2019 = \"j19\", \"2021\" = \"j21\" } }");
    let expected = [
        cells("j19", Some("jeunes"), Some(2019)),
        cells("j21", Some("jeunes"), Some(2021)),
        cells("p", Some("pop"), Some(2020)),
    ];
    assert_eq!(wide.cells, expected);
    assert_eq!((wide.indicator.as_ref(), wide.year.as_deref()), (None, None));
    assert_eq!(wide.columns(), ["code", "j19", "j21", "p"]);
    assert!(wide.gives("jeunes", 2021) && !wide.gives("jeunes", 2020) && !wide.gives("part_jeunes", 2020));
    let by_row = table("year = \"annee\"\ncolumns = { pop = \"p\" }");
    assert_eq!(by_row.cells, [cells("p", Some("pop"), None)]);
    assert_eq!(by_row.year.as_deref(), Some("annee"));
    assert!(by_row.gives("pop", 1968));
}

#[test]
fn long_tables_have_the_indicator_in_a_column() {
    let names = "indicator = \"Champ\"\nnames = { pop = \"Population\", jeunes = \"Moins de 20 ans\" }\n";
    let long = table(&format!("{names}year = \"annee\"\nvalue = \"valeur\""));
    assert_eq!(long.cells, [cells("valeur", None, None)]);
    assert_eq!(long.columns(), ["code", "Champ", "annee", "valeur"]);
    assert_eq!(long.indicator.as_ref().unwrap().names["Moins de 20 ans"], "jeunes");
    assert!(long.gives("jeunes", 2021) && !long.gives("part_jeunes", 2021));
    let quarters = table(&format!("{names}value = {{ 2017 = \"T4 2017\", 2018 = \"T1 2018\" }}"));
    assert_eq!(quarters.cells, [cells("T4 2017", None, Some(2017)), cells("T1 2018", None, Some(2018))]);
    assert!(quarters.gives("pop", 2018) && !quarters.gives("pop", 2019));
}

#[test]
fn tables_that_do_not_say_enough_or_too_much_are_refused() {
    let columns = "columns = { pop = \"p\" }";
    refused(columns, "the table `pop.csv` does not say of which year the column `p` is", "pop", "add `year = 2023`");
    refused(
        "year = 2021\ncolumns = { pop = { 2020 = \"p\" } }",
        "the table `pop.csv` names the years of all its columns and a year beside them",
        "2021",
        "take `year` out",
    );
    let years = "columns = { pop = { twenty = \"p\" } }";
    refused(years, "`twenty` is no year", "twenty", "years stand before columns");
    refused("columns = { pop = {} }", "no year has a column here", "pop", "2023");
    let message = |year: &str| format!("{year} is no year: years go from 1500 to 2150");
    for year in ["20210", "202", "1499", "2202"] {
        refused(&format!("year = {year}\ncolumns = {{ pop = \"p\" }}"), &message(year), year, "2023");
    }
    let years = "columns = { pop = { 202 = \"p\" } }";
    refused(years, &message("202"), "202", "2023");
    let long = "indicator = \"i\"\nyear = 2021\n";
    refused(
        &format!("{long}value = \"v\""),
        "the table `pop.csv` does not say what stands for which indicator",
        "\"i\"",
        "add `names",
    );
    refused(
        &format!("{long}names = {{ pop = \"P\" }}"),
        "the table `pop.csv` does not say which column has the figures",
        "\"i\"",
        "add `value",
    );
    refused(
        &format!("{long}value = \"v\"\nnames = {{ pop = \"P\" }}\n{columns}"),
        "the table `pop.csv` is both wide (`columns`) and long (`indicator`)",
        "\"i\"",
        "keep one",
    );
    refused(
        &format!("{long}value = \"v\"\nnames = {{ jeunes = \"P\", pop = \"P\" }}"),
        "`P` stands for two indicators, `jeunes` and `pop`",
        "\"P\"",
        "a text of its own",
    );
    refused(
        "year = 2021\nvalue = \"v\"",
        "the table `pop.csv` names no column of indicators for its `value` and `names`",
        "\"pop.csv\"",
        "add `indicator",
    );
    refused(
        &format!("{long}value = \"v\"\nnames = {{ popu = \"P\" }}"),
        "there is no indicator `popu`",
        "popu",
        "did you mean `pop`?",
    );
}

#[test]
fn what_has_the_wrong_type_is_told_what_may_stand_there() {
    let sentence = |table: &str| load(&with_table(table)).unwrap_err().to_string();
    assert!(sentence("year = true\ncolumns = { pop = \"p\" }").contains("a year such as 2021"));
    assert!(sentence("year = 2021\ncolumns = { pop = 3 }").contains("the name of a column, or one for each year"));
    let codes = |rule: &str| sentence(&format!("year = 2021\ncolumns = {{ pop = \"p\" }}\ncodes = [{rule}]"));
    assert_eq!(codes("\"pads\""), "unknown value `pads`");
    assert!(codes("1").contains("\"pad\", \"strip_zeros\", \"upper\", or codes"));
}

#[test]
fn markers_of_a_table_add_to_those_of_all() {
    let general = "attribution = \"nobody\"\n[absences]\nsecret = [\"s\"]\nnot_communicated = [\"-\"]\n";
    let columns = "year = 2021\ncolumns = { pop = \"p\" }\nabsences = { not_applicable = [\"-\", \"\"] }";
    // A table of TOML ends the keys above it: it has to stand behind them.
    let (head, tail) =
        with_table(columns).split_once("[[level]]").map(|(head, tail)| (head.to_owned(), tail.to_owned())).unwrap();
    let absences = general.split_once('\n').unwrap().1;
    let recipe = load(&format!("{head}\n{absences}\n[[level]]{tail}")).unwrap();
    let absences = &recipe.tables[0].absences;
    assert_eq!(absences.reason("s"), Some(Reason::Secret));
    assert_eq!(absences.reason("-"), Some(Reason::NotApplicable), "the table knows better");
    assert_eq!(absences.reason(""), Some(Reason::NotApplicable));
    assert_eq!(absences.reason("S"), None);
    let wrong = |markers: &str| format!("year = 2021\ncolumns = {{ pop = \"p\" }}\nabsences = {{ {markers} }}");
    refused(&wrong("secret = [\"0,0\"]"), "`0,0` cannot stand for a missing figure", "\"0,0\"", "zero is a figure");
    refused(
        &wrong("secret = [\"x\"], not_collected = [\"x\"]"),
        "`x` stands for two reasons, secret and not_collected",
        "\"x\"",
        "keep one",
    );
    refused(&wrong("secrets = [\"x\"]"), "unknown key `secrets`", "secrets", "did you mean `secret`?");
}

#[test]
fn codes_of_several_parts_are_told_from_other_spellings() {
    let rules = "year = 2021\ncolumns = { pop = \"p\" }\ncodes = [\"pad\", \"strip_zeros\", \"upper\", \
                 { \"751##\" = \"75056\", \"x1\" = \"x\", \"x2\" = \"x\", \"old\" = \"new\" }]";
    let becomes = |pattern: &str, code: &str, of_parts| CodeRule::Becomes {
        pattern: pattern.into(),
        code: code.into(),
        of_parts,
    };
    let expected = [
        CodeRule::Pad,
        CodeRule::StripZeros,
        CodeRule::Upper,
        becomes("751##", "75056", true),
        becomes("old", "new", false),
        becomes("x1", "x", true),
        becomes("x2", "x", true),
    ];
    assert_eq!(table(rules).codes, expected);
    let empty = "year = 2021\ncolumns = { pop = \"p\" }\ncodes = [{ \"\" = \"x\" }]";
    refused(empty, "a code or its pattern is empty", "\"\"", "751##");
}

#[test]
fn days_of_publication_are_days() {
    let of = |date: &str| format!("year = 2021\ncolumns = {{ pop = \"p\" }}\ndate = \"{date}\"");
    assert_eq!(table(&of("2023-12-28")).date.as_deref(), Some("2023-12-28"));
    for wrong in ["2023", "28/12/2023", "2023-02-30", "2023-12-28T00:00:00"] {
        let sentence = format!("`{wrong}` is no day");
        refused(&of(wrong), &sentence, &format!("\"{wrong}\""), "`2023-12-28`");
    }
}

#[test]
fn marks_of_numbers_are_said_by_either_key() {
    let columns = "year = 2021\ncolumns = { pop = \"p\" }\n";
    let marks = |text: &str| table(&format!("{columns}{text}")).marks.map(|marks| (marks.decimal, marks.thousands));
    assert_eq!(marks(""), None);
    assert_eq!(marks("thousands = \".\""), Some((',', Some('.'))));
    assert_eq!(marks("thousands = \"'\""), Some(('.', Some('\''))));
    assert_eq!(marks("decimal = \",\""), Some((',', None)));
    assert_eq!(marks("thousands = \" \"\ndecimal = \",\""), Some((',', Some(' '))));
    let refused = |text: &str, sentence: &str, offending: &str, allowed: &str| {
        refused(&format!("{columns}{text}"), sentence, offending, allowed);
    };
    refused("thousands = \"_\"", "`_` is not a mark of numbers", "\"_\"", "write `thousands = ");
    refused("decimal = \" \"", "` ` is not a mark of numbers", "\" \"", "write `decimal = ");
    let both = "`.` cannot be both the decimal mark and that of thousands";
    refused("thousands = \".\"\ndecimal = \".\"", both, "\".\"", "keep one of them");
}
