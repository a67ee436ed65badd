use std::path::Path;

use super::*;
use crate::gazetteer::Reason;

const HEAD: &str = r#"
name = "small"
title = { fr = "Petit", en = "Small" }
attribution = "nobody"
bounds = [-5.0, 41.0, 9.5, 51.0]

[[level]]
name = "communes"
label = { fr = "Communes", en = "Municipalities" }
source = "communes.fgb"
key = "code"

[[indicator]]
id = "pop"
label = { fr = "Population", en = "Population" }
kind = "count"

[[indicator]]
id = "jeunes"
label = { fr = "Jeunes", en = "Young people" }
kind = "count"

[[indicator]]
id = "part"
label = { fr = "Part des jeunes", en = "Share of young people" }
kind = "share"
numerator = "jeunes"
denominator = "pop"
decimals = 1

[[table]]
file = "f.csv"
level = "communes"
key = "code"
source = ""
licence = ""
"#;

pub(super) const CODES: [&str; 4] = ["01002", "01001", "2A004", "75056"];

pub(super) fn recipe(folder: &Path, table: &str) -> Recipe {
    std::fs::write(folder.join("communes.fgb"), "").unwrap();
    std::fs::write(folder.join("recipe.toml"), format!("{HEAD}{table}\n")).unwrap();
    Recipe::load(&folder.join("recipe.toml")).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(error)))
}

/// Reads `text` as the recipe's table says.
pub(super) fn read(table: &str, text: &str) -> (Vec<Figures>, Complaints) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("f.csv"), text).unwrap();
    let recipe = recipe(folder.path(), table);
    let find = |code: &str| CODES.iter().position(|known| *known == code).map(|at| at as u32);
    let mut complaints = Complaints::default();
    let mut figures = read_figures(&recipe, &recipe.tables[0], find, &mut complaints).unwrap();
    // What is empty is looked at by a test of its own.
    figures.iter_mut().for_each(|figures| figures.values.retain(|(_, figure)| *figure != Figure::Missing(None)));
    // So is what sums rest on.
    figures.iter_mut().for_each(|figures| figures.sums.clear());
    (figures, complaints)
}

pub(super) fn figures(indicator: &str, year: i32, values: &[(u32, Figure)]) -> Figures {
    let decimals = values.iter().filter_map(|(_, figure)| figure.value()).map(digits::behind_mark).max().unwrap_or(0);
    Figures { indicator: indicator.into(), year, values: values.to_vec(), sums: Vec::new(), decimals }
}

pub(super) fn known(id: u32, number: f64) -> (u32, Figure) {
    (id, Figure::Known(number))
}

fn missing(id: u32, reason: Reason) -> (u32, Figure) {
    (id, Figure::Missing(Some(reason)))
}

pub(super) fn told(complaints: &Complaints) -> Vec<(&'static str, Option<u64>, &str)> {
    complaints.iter().map(|one| (one.kind.name(), one.row, one.detail.as_str())).collect()
}

const WIDE: &str = "year = 2021\ncolumns = { pop = \"population\", part = \"part\" }";

#[test]
fn figures_are_sorted_by_dense_id_and_empty_cells_missing() {
    let (read, complaints) = read(WIDE, "code;population;part\n2A004;3;0,5\n01001;1 234;\n01002;0;2,5\n");
    let part = figures("part", 2021, &[known(0, 2.5), known(2, 0.5)]);
    let pop = figures("pop", 2021, &[known(0, 0.0), known(1, 1234.0), known(2, 3.0)]);
    assert_eq!(read, [part, pop]);
    assert!(complaints.is_empty());
    let tally = &complaints.tallies()[0];
    assert_eq!((tally.rows, tally.matched, tally.figures), (3, 3, 5));
}

#[test]
fn what_cannot_be_counted_is_told() {
    let text = "code;population;part\n01001;s;1\n01001;5;5\n99999;1;1\n1002;1;1\n;1;1\n";
    let (read, complaints) = read(WIDE, text);
    assert_eq!(read, [figures("part", 2021, &[]), figures("pop", 2021, &[known(1, 5.0)])]);
    let expected = [
        ("missing_code", Some(6), "the column `code` is empty"),
        ("unknown_code", Some(4), "no `99999`"),
        (
            "unknown_code",
            Some(5),
            "no `1002`, but there is `01002`: the file has lost its leading zeros; `codes = [\"pad\"]` mends it",
        ),
        ("not_a_number", Some(2), "`population`: `s` is not a number; markers of absence declared: none"),
        (
            "conflicting_rows",
            Some(3),
            "rows 2, 3 contradict each other, and none of these figures was published: `part` of 2021 is `1`, `5`; keep \
             one of the rows, or write `parts = true` where their figures add up",
        ),
    ];
    assert_eq!(told(&complaints), expected);
    assert_eq!((complaints.tallies()[0].rows, complaints.tallies()[0].matched), (5, 2));
}

#[test]
fn markers_of_absence_become_reasons_and_zero_stays() {
    let table = format!(
        "{WIDE}\nabsences = {{ secret = [\"s\", \"c\"], not_communicated = [\"nd\"], not_collected = [\"-99\"] }}"
    );
    let (read, complaints) = read(&table, "code;population;part\n01001;s;0\n01002; nd ;-99\n2A004;c;S\n75056;;1\n");
    let part = figures("part", 2021, &[missing(0, Reason::NotCollected), known(1, 0.0), known(3, 1.0)]);
    let pop = [missing(0, Reason::NotCommunicated), missing(1, Reason::Secret), missing(2, Reason::Secret)];
    assert_eq!(read, [part, figures("pop", 2021, &pop)]);
    let detail = "`part`: `S` is not a number; markers of absence declared: `-99`, `c`, `nd`, `s`";
    assert_eq!(told(&complaints), [("not_a_number", Some(4), detail)]);
    let absences = &complaints.tallies()[0].absences;
    assert_eq!(
        absences.iter().map(|(&name, &count)| (name, count)).collect::<Vec<_>>(),
        [("not_collected", 1), ("not_communicated", 1), ("secret", 2)]
    );
}

#[test]
fn an_empty_cell_has_a_reason_where_the_recipe_gives_one() {
    let table = format!("{WIDE}\nabsences = {{ not_applicable = [\"\"] }}");
    let (read, _) = read(&table, "code;population;part\n01001;;0\n");
    assert_eq!(read[1].values, [missing(1, Reason::NotApplicable)]);
}

#[test]
fn long_tables_take_indicator_and_year_from_the_row() {
    let table = "indicator = \"champ\"\nnames = { pop = \"Population\", jeunes = \"Moins de 20 ans\" }\nyear = \"annee\"\nvalue = \"valeur\"";
    let text = "code;champ;annee;valeur\n01001;Population;2020;10\n01001;Population;2021;11\n01001;Moins de 20 ans;2021;3\n\
                01001;Chats;2021;3\n99999;Chats;2021;3\n01002;Population;2021;20\n01002;Population;2021;21\n01002;Population;;1\n\
                2A004;Population;rentrée 2021-2022;7\n";
    let (read, complaints) = read(table, text);
    let expected = [
        figures("jeunes", 2021, &[known(1, 3.0)]),
        figures("pop", 2020, &[known(1, 10.0)]),
        figures("pop", 2021, &[known(1, 11.0), known(2, 7.0)]),
    ];
    assert_eq!(read, expected);
    let conflict = "rows 7, 8 contradict each other, and none of these figures was published: `pop` of 2021 is `20`, \
                    `21`; keep one of the rows, or write `parts = true` where their figures add up";
    let year = "`annee`: no year of four digits in ``";
    assert_eq!(told(&complaints), [("conflicting_rows", Some(8), conflict), ("not_a_year", Some(9), year)]);
    assert_eq!((complaints.tallies()[0].matched, complaints.tallies()[0].other_indicators), (6, 2));
}

#[test]
fn indicators_in_rows_go_with_years_in_columns() {
    let table =
        "indicator = \"Champ\"\nnames = { pop = \"Locaux\" }\nvalue = { 2017 = \"T4 2017\", 2018 = \"T1 2018\" }";
    let text = "Fibre,,,,\n,,,,\ncode,Champ,T3 2017,T4 2017,T1 2018\n01001,Locaux,0,1,2\n01001,Catégorie,0,0,0\n01002,Locaux,,,5\n";
    let (read, complaints) = read(table, text);
    let expected = [figures("pop", 2017, &[known(1, 1.0)]), figures("pop", 2018, &[known(0, 5.0), known(1, 2.0)])];
    assert_eq!(read, expected);
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn years_in_columns_and_years_in_rows_of_wide_tables() {
    let (years, _) = read("columns = { pop = { 2019 = \"p19\", 2020 = \"p20\" } }", "code;p19;p20\n01001;1;2\n");
    assert_eq!(years, [figures("pop", 2019, &[known(1, 1.0)]), figures("pop", 2020, &[known(1, 2.0)])]);
    let (rows, _) = read("year = \"an\"\ncolumns = { pop = \"p\" }", "code;an;p\n01001;2019;1\n01001;31/12/2020;2\n");
    assert_eq!(rows, years);
}

const CITY: &str = "codes = [{ \"751##\" = \"75056\" }]";

#[test]
fn counts_of_parts_add_up() {
    let text = "code;population;part\n75101;10;\n75102;20;\n01001;5;1\n75102;20;\n7510;9;\n";
    let (read, complaints) = read(&format!("year = 2021\ncolumns = {{ pop = \"population\" }}\n{CITY}"), text);
    assert_eq!(read, [figures("pop", 2021, &[known(1, 5.0), known(3, 30.0)])]);
    let expected = [("unknown_code", Some(6), "no `7510`"), ("repeated_row", Some(5), "rows 3, 5 say the same")];
    assert_eq!(told(&complaints), expected);
    assert_eq!(complaints.tallies()[0].rules["751## → 75056"], 3);
}

#[test]
fn a_sum_lacks_what_one_of_its_parts_lacks() {
    let table = format!("{WIDE}\n{CITY}\nabsences = {{ secret = [\"s\"] }}");
    let (pop, _) = read(&table, "code;population;part\n75101;10;\n75102;s;\n");
    assert_eq!(pop[1].values, [missing(3, Reason::Secret)]);
    let (pop, complaints) = read(&table, "code;population;part\n75101;10;\n75102;;\n");
    assert_eq!(pop[1].values, []);
    let detail = "`pop` of 2021 is given for 1 of 2 parts of it, and not in row 3";
    assert_eq!(told(&complaints)[1], ("part_missing", Some(3), detail));
}

#[test]
fn rows_that_are_parts_pair_every_figure_with_its_own_weight_and_denominator() {
    let folder = tempfile::tempdir().unwrap();
    let text = "code;population;jeunes;part\n01001;100;50;\n01001;100;;\n01001;;7;\n01002;;;\n";
    std::fs::write(folder.path().join("f.csv"), text).unwrap();
    let recipe =
        recipe(folder.path(), "year = 2021\nparts = true\ncolumns = { pop = \"population\", jeunes = \"jeunes\" }");
    let find = |code: &str| CODES.iter().position(|known| *known == code).map(|at| at as u32);
    let mut complaints = Complaints::default();
    let read = read_figures(&recipe, &recipe.tables[0], find, &mut complaints).unwrap();
    assert!(complaints.is_empty(), "{complaints:?}");
    let of = |id: &str| read.iter().find(|figures| figures.indicator == id).unwrap();
    // 50 of 100: neither the 100 people of the row without young ones nor the 7 of the row without people count.
    assert_eq!(of("part").values, [(0, Figure::Missing(None)), known(1, 50.0)]);
    assert_eq!(of("part").sums[1].1, Sides { upper: 50.0, lower: 100.0, whole: 200.0, members: 3.0, weighed: 2.0 });
    assert_eq!(of("pop").values, [(0, Figure::Missing(None)), known(1, 200.0)]);
    assert_eq!(of("pop").sums[1].1, Sides { upper: 200.0, lower: 2.0, whole: 3.0, members: 3.0, weighed: 3.0 });
}

#[test]
fn the_figure_of_the_whole_wins_over_its_parts() {
    let text = "code;population;part\n75101;10;\n75056;35;\n75102;20;\n";
    let (read, complaints) = read(&format!("year = 2021\ncolumns = {{ pop = \"population\" }}\n{CITY}"), text);
    assert_eq!(read, [figures("pop", 2021, &[known(3, 35.0)])]);
    let detail = "`pop` of 2021 is 35, and its 2 parts add up to 30";
    assert_eq!(told(&complaints), [("differs_from_parts", Some(2), detail)]);
    assert_eq!(complaints.tallies()[0].parts_left_out, 2);
}

#[test]
fn shares_of_parts_are_refused_unless_their_own_parts_are_given() {
    let text = "code;population;jeunes;part\n75101;10;1;10\n75102;20;3;15\n01001;5;1;20\n";
    let (shares, complaints) = read(&format!("{WIDE}\n{CITY}"), text);
    assert_eq!(shares[0].values, [known(1, 20.0)]);
    let detail =
        "`part` of 2021 is given for 2 parts of it, which do not add up; no table gives `jeunes` and `pop` for them";
    assert_eq!(told(&complaints), [("not_additive", Some(2), detail)]);
    assert_eq!(complaints.iter().next().unwrap().code.as_deref(), Some("75056"));
    let all = "year = 2021\ncolumns = { pop = \"population\", jeunes = \"jeunes\", part = \"part\" }";
    let (whole, complaints) = read(&format!("{all}\n{CITY}"), text);
    assert_eq!(whole[0], figures("jeunes", 2021, &[known(1, 1.0), known(3, 4.0)]));
    let city = 100.0 * 4.0 / 30.0;
    assert_eq!(whole[1].values, [known(1, 20.0), known(3, city)], "it is made of the sums");
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn spellings_of_one_code_are_one_territory() {
    let table = format!("{WIDE}\ncodes = [\"upper\", \"pad\"]");
    let (read, complaints) = read(&table, "code;population;part\n1001;1;\n01001;1;\n2a004;3;0\n");
    assert_eq!(read[1].values, [known(1, 1.0), known(2, 3.0)]);
    assert_eq!(told(&complaints), [("repeated_row", Some(3), "rows 2, 3 say the same")]);
    let rules = &complaints.tallies()[0].rules;
    assert_eq!((rules["pad"], rules["upper"]), (1, 1));
}

#[test]
fn empty_cells_are_told_from_rows_that_are_not_there() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("f.csv"), "code;population\n01001;\n01002;3\n").unwrap();
    let recipe = recipe(folder.path(), "year = 2021\ncolumns = { pop = \"population\" }");
    let find = |code: &str| CODES.iter().position(|known| *known == code).map(|at| at as u32);
    let read = read_figures(&recipe, &recipe.tables[0], find, &mut Complaints::default()).unwrap();
    assert_eq!(read[0].values, [known(0, 3.0), (1, Figure::Missing(None))]);
}

#[test]
fn rows_that_are_parts_add_up_where_they_are_counts() {
    let text = "code;population;part\n01001;10;1\n01002;3;4\n01001;20;2\n01001;30;3\n";
    let (read, complaints) = read(&format!("{WIDE}\nparts = true"), text);
    assert_eq!(read, [figures("part", 2021, &[]), figures("pop", 2021, &[known(0, 3.0), known(1, 60.0)])]);
    let detail = |parts: u8| {
        format!(
            "`part` of 2021 is given for {parts} parts of it, which do not add up; no table gives `jeunes` and `pop` for them"
        )
    };
    let (one, three) = (detail(1), detail(3));
    assert_eq!(told(&complaints), [("not_additive", Some(3), one.as_str()), ("not_additive", Some(2), &three)]);
}

#[test]
fn marks_that_may_be_read_in_two_ways_are_asked_for_once() {
    let table = |more: &str| format!("year = 2021\ncolumns = {{ pop = \"p\" }}\n{more}");
    let values = |more: &str, text: &str| {
        let (figures, complaints) = read(&table(more), text);
        let values: Vec<Option<f64>> =
            figures.iter().flat_map(|figures| &figures.values).map(|(_, figure)| figure.value()).collect();
        let told: Vec<_> = complaints.iter().map(|one| (one.kind.name(), one.row, one.detail.clone())).collect();
        (values, told)
    };
    // In the order of their ids: 01002, 01001, 2A004.
    for (text, mark) in [
        ("code;p\n01001;1.234\n01002;12.345\n2A004;987\n", "."),
        ("code,p\n01001,\"1,234\"\n01002,\"12,345\"\n2A004,987\n", ","),
    ] {
        let (read, told) = values("", text);
        assert_eq!(read, [Some(987.0)]);
        let detail = format!(
            "`p`: 2 figures such as `1{mark}234` may mean 1.234 or 1234; add `decimal = \"{mark}\"` or `thousands = \"{mark}\"` \
             to the table"
        );
        assert_eq!(told, [("doubtful_mark", Some(2), detail)]);
        assert_eq!(
            values(&format!("thousands = \"{mark}\""), text),
            (vec![Some(12_345.0), Some(1234.0), Some(987.0)], vec![])
        );
        assert_eq!(
            values(&format!("decimal = \"{mark}\""), text),
            (vec![Some(12.345), Some(1.234), Some(987.0)], vec![])
        );
    }
    let (read, told) = values("thousands = \".\"", "code;p\n01001;1.234,5\n01002;12.5\n");
    assert_eq!((read, told[0].0), (vec![Some(1234.5)], "not_a_number"));
}

/// Rows of the arrondissements with these numbers, each with the figure 10.
fn arrondissements(numbers: impl Iterator<Item = u32>, more: &str) -> String {
    numbers.map(|number| format!("751{number:02}{more};10\n")).collect()
}

#[test]
fn parts_whose_rows_are_lost_leave_no_sum() {
    let of_year = format!("year = 2021\ncolumns = {{ pop = \"population\" }}\n{CITY}");
    let table = |rows: &str| read(&of_year, &format!("code;population\n{rows}"));
    let all_but_five = || (1..=20).filter(|number| *number != 5);
    let whole = table(&arrondissements(1..=20, ""));
    assert_eq!((whole.0[0].values.as_slice(), whole.1.total()), (&[known(3, 200.0)][..], 0));
    for (lost, complaint) in [
        ("", None),
        ("75105\n", Some("short_row")),
        ("7510S;10\n", Some("unknown_code")),
        (";10\n", Some("missing_code")),
    ] {
        let (read, complaints) = table(&(lost.to_owned() + &arrondissements(all_but_five(), "")));
        assert_eq!(read[0].values, [], "{lost}");
        let kinds: Vec<&str> = told(&complaints).iter().map(|one| one.0).collect();
        assert!(kinds.contains(&"part_missing") && complaint.is_none_or(|kind| kinds.contains(&kind)), "{kinds:?}");
    }
    // The last one leaves no gap: its misspelt code tells.
    let (read, complaints) = table("75101;10\n75102;10\n7510E;10\n");
    assert_eq!(read[0].values, []);
    let detail = "`pop` of 2021 has no row for `7510E`, part of it; add the row, or write `parts = true` where there is \
                  no such part";
    assert_eq!(told(&complaints)[1], ("part_missing", Some(2), detail));
}

#[test]
fn the_parts_of_any_year_or_indicator_are_those_of_all() {
    let table = format!("year = \"an\"\ncolumns = {{ pop = \"population\" }}\n{CITY}");
    let text = "code;an;population\n75101;2019;1\n75102;2019;2\n75101;2020;3\n75102;rien;4\n";
    let (read, complaints) = read(&table, text);
    assert_eq!(read, [figures("pop", 2019, &[known(3, 3.0)]), figures("pop", 2020, &[])]);
    let kinds: Vec<_> = told(&complaints).iter().map(|one| (one.0, one.1)).collect();
    assert_eq!(kinds, [("not_a_year", Some(5)), ("part_missing", Some(4))]);
}

#[test]
fn years_that_are_slips_are_skipped() {
    let table = "year = \"an\"\ncolumns = { pop = \"population\" }";
    let rows: String = (0..6).map(|number| format!("{};2020;1\n", CODES[number % 2])).collect();
    let (read, complaints) = read(table, &format!("code;an;population\n{rows}2A004;2202;3\n"));
    assert_eq!(read, [figures("pop", 2020, &[known(0, 1.0), known(1, 1.0)])]);
    let detail = "`an`: 2202 is no year: years go from 1500 to 2150; correct `2202` in the table";
    assert!(told(&complaints).contains(&("not_a_year", Some(8), detail)));
}

#[test]
fn rows_that_are_parts_without_a_weight_are_reported_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = "code;population;ips\n01001;10;100\n01001;;50\n01002;;70\n";
    std::fs::write(folder.path().join("f.csv"), text).unwrap();
    std::fs::write(folder.path().join("communes.fgb"), "").unwrap();
    let ips = "[[indicator]]\nid = \"ips\"\nlabel = { fr = \"I\", en = \"I\" }\nkind = \"index\"\nweight = \"pop\"\n\n[[table]]";
    let head = HEAD.replace("[[table]]", ips);
    let table = "year = 2021\nparts = true\ncolumns = { pop = \"population\", ips = \"ips\" }\n";
    std::fs::write(folder.path().join("recipe.toml"), head + table).unwrap();
    let recipe = Recipe::load(&folder.path().join("recipe.toml")).unwrap();
    let find = |code: &str| CODES.iter().position(|known| *known == code).map(|at| at as u32);
    let mut complaints = Complaints::default();
    let read = read_figures(&recipe, &recipe.tables[0], find, &mut complaints).unwrap();
    assert_eq!(read[0].values, [(0, Figure::Missing(None)), known(1, 100.0)]);
    let detail = "`ips` of 2021: 2 rows have a figure and no weight in `pop`";
    assert_eq!(told(&complaints), [("unweighted", Some(3), detail)]);
}
