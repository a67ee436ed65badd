//! Figures that contradict each other, stand for none, or lose digits; and what the recipe names in vain.

use super::tests::{figures, known, read, told};
use crate::gazetteer::{Figure, Reason};
use crate::ingest::{ComplaintKind, Complaints, Effect};

const POP: &str = "year = 2021\ncolumns = { pop = \"population\" }";
const BOTH: &str = "year = 2021\ncolumns = { pop = \"population\", part = \"part\" }";
const LONG: &str =
    "indicator = \"champ\"\nnames = { pop = \"Locaux\", jeunes = \"Autres\" }\nyear = 2021\nvalue = \"val\"";

/// The sentences of one kind; there is no other.
#[track_caller]
fn only(complaints: &Complaints, kind: ComplaintKind) -> Vec<(Option<u64>, &str)> {
    assert_eq!(complaints.count(kind), complaints.total(), "{complaints:?}");
    complaints.iter().map(|one| (one.row, one.detail.as_str())).collect()
}

#[test]
fn rows_that_contradict_each_other_publish_nothing() {
    let text = "code;population;part\n01001;5;1\n01002;7;\n01001;6;1\n01001;5;\n01002;;2,5\n";
    let (read, complaints) = read(BOTH, text);
    assert_eq!(read, [figures("part", 2021, &[known(0, 2.5), known(1, 1.0)]), figures("pop", 2021, &[known(0, 7.0)])]);
    let conflict = "rows 2, 4, 5 contradict each other, and none of these figures was published: `pop` of 2021 is `5`, \
                    `6`, `5`; keep one of the rows, or write `parts = true` where their figures add up";
    assert_eq!(
        told(&complaints),
        [("conflicting_rows", Some(4), conflict), ("repeated_row", Some(6), "rows 3, 6 say the same")]
    );
    assert_eq!(complaints.losses(), 1, "an empty cell says nothing, so that nothing is lost of 01002");
}

#[test]
fn a_marker_contradicts_a_figure() {
    let table = format!("{POP}\nabsences = {{ secret = [\"s\"] }}");
    let (read, complaints) = read(&table, "code;population\n01001;5\n01001;s\n01002;s\n01002;s\n");
    assert_eq!(read[0].values, [(0, Figure::Missing(Some(Reason::Secret)))]);
    assert_eq!(complaints.count(ComplaintKind::ConflictingRows), 1);
    assert_eq!(complaints.count(ComplaintKind::RepeatedRow), 1);
    assert_eq!(complaints.tallies()[0].absences["secret"], 1);
}

#[test]
fn parts_that_contradict_each_other_make_no_sum() {
    let table = format!("{POP}\ncodes = [{{ \"751##\" = \"75056\" }}]");
    let (read, complaints) = read(&table, "code;population\n75101;5\n75102;7\n75101;6\n");
    assert_eq!(read[0].values, []);
    let complaint = complaints.iter().next().unwrap();
    assert_eq!((complaint.kind.name(), complaint.code.as_deref()), ("conflicting_rows", Some("75101")));
}

#[test]
fn sentinels_are_no_figures() {
    let text = "code;population;part\n01001;51000;-3\n01002;-666666666;-999\n2A004;-666666666;-2\n75056;42;4000\n";
    let (read, complaints) = read(BOTH, text);
    assert_eq!(read[0].values, [known(0, -999.0), known(1, -3.0), known(2, -2.0), known(3, 4_000.0)]);
    assert_eq!(read[1].values, [known(1, 51_000.0), known(3, 42.0)]);
    let detail = "`population`: `-666666666` in 2 cells cannot be a figure of `pop`; say what it means, as in \
                  `absences = { not_communicated = [\"-666666666\"] }`, or `figures = [\"-666666666\"]` if it is one";
    assert_eq!(only(&complaints, ComplaintKind::Sentinel), [(Some(3), detail)]);
    let declared = format!("{POP}\nabsences = {{ not_communicated = [\"-666666666\"] }}");
    assert!(super::tests::read(&declared, text).1.is_empty());
}

#[test]
fn names_that_are_in_no_row_are_reported_with_those_that_are() {
    let (read, complaints) = read(LONG, "code;champ;val\n01001;Locaux;3\n01001;Autre;4\n");
    assert_eq!(read, [figures("pop", 2021, &[known(1, 3.0)])]);
    let detail = "`Autres` in `names` is in no row of `champ`; there are `Autre`, `Locaux`";
    assert_eq!(only(&complaints, ComplaintKind::UnmatchedName), [(None, detail)]);
}

#[test]
fn columns_and_tables_without_figures_are_reported() {
    let text = "code;champ;val\n01001;Locaux;3\n01001;Autres;\n";
    let (_, complaints) = read(LONG, text);
    let detail = "`val`: no row that matches has a figure of `jeunes` in 2021";
    assert_eq!(only(&complaints, ComplaintKind::NoFigures), [(None, detail)]);

    let (_, complaints) = read(BOTH, "code;population;part\n01001;3;\n01002;4;\n");
    let detail = "`part`: no row that matches has a figure of `part` in 2021";
    assert_eq!(only(&complaints, ComplaintKind::NoFigures), [(None, detail)]);

    let (_, complaints) = read(POP, "code;population\n");
    assert_eq!(only(&complaints, ComplaintKind::NoFigures), [(None, "the table has no rows below its header")]);

    let (_, complaints) = read(POP, "code;population\n01001\n01002\n");
    let detail = "no row of the table could be read; the rows that were skipped are reported";
    let of_table: Vec<_> = told(&complaints).into_iter().filter(|one| one.0 == "no_figures").collect();
    assert_eq!(of_table, [("no_figures", None, detail)]);

    let (_, complaints) = read(POP, "code;population\n99;1\n98;2\n");
    let of_table: Vec<_> = told(&complaints).into_iter().filter(|one| one.0 == "no_figures").collect();
    let detail = "none of 2 rows matches a code of `communes`: see whether `code`, such as `99`, has the codes of that \
                  level, and whether `codes` has to say how they differ";
    assert_eq!(of_table, [("no_figures", None, detail)]);
}

#[test]
fn what_is_absent_by_a_marker_or_reported_cell_by_cell_is_not_reported_again() {
    let table = format!("{BOTH}\nabsences = {{ secret = [\"s\"], not_collected = [\"nd\"] }}");
    let (_, complaints) = read(&table, "code;population;part\n01001;s;x\n01002;s;\n");
    assert_eq!(complaints.count(ComplaintKind::NotANumber), complaints.total(), "{complaints:?}");
}

#[test]
fn digits_that_the_recipe_takes_away_are_reported() {
    // `part` has `decimals = 1`, `pop` none.
    let (read, complaints) = read(BOTH, "code;population;part\n01001;1,25;12,34\n01002;3;56,7\n");
    assert_eq!((read[0].decimals, read[1].decimals), (2, 2));
    let detail =
        "`part` of 2021: `decimals = 1` takes digits from 1 of 2 figures, such as `12,34`; write `decimals = 2`";
    assert_eq!(only(&complaints, ComplaintKind::Rounded), [(Some(2), detail)]);
    assert_eq!(ComplaintKind::Rounded.effect(), Effect::Mended);

    let text = "code;population;part\n01001;1;0,04\n01002;3;0,06\n2A004;3;0\n75056;3;0,01\n";
    let (_, complaints) = super::tests::read(BOTH, text);
    let away = "`part` of 2021: `decimals = 1` takes digits from 1 of 4 figures, such as `0,06`; write `decimals = 2`";
    let zero = "`part` of 2021: `decimals = 1` turns 2 of 4 figures into 0, such as `0,04`; write `decimals = 2`";
    assert_eq!(told(&complaints), [("rounded_away", Some(3), away), ("rounded_to_zero", Some(2), zero)]);
}

#[test]
fn the_noise_of_doubles_is_no_digit_and_nine_are_kept() {
    let (read, complaints) = read(POP, "code;population\n01001;0.30000000000000004\n01002;2.5\n");
    assert_eq!((read[0].decimals, complaints.total()), (1, 0));
    let (read, complaints) = super::tests::read(POP, "code;population\n01001;0.333333333333333\n01002;0.00000000012\n");
    assert_eq!(read[0].decimals, 9);
    let detail = "`pop` of 2021: the limit of 9 decimals turns 1 of 2 figures into 0, such as `0.00000000012`; give them in a smaller unit";
    assert_eq!(only(&complaints, ComplaintKind::RoundedToZero), [(Some(3), detail)]);
}

#[test]
fn whole_numbers_that_doubles_do_not_hold_are_reported() {
    let (_, complaints) = read(POP, "code;population\n01001;9007199254740993\n01002;9007199254740992\n");
    let detail = "`population`: `9007199254740993` has more digits than numbers keep; 9007199254740992 was published";
    assert_eq!(only(&complaints, ComplaintKind::InexactInteger), [(Some(2), detail)]);
}

#[test]
fn only_figures_of_the_same_indicator_tell_what_marks_mean() {
    let doubt = |line| {
        let detail = "`val`: 2 figures such as `1.234` may mean 1.234 or 1234; add `decimal = \".\"` or `thousands = \".\"` \
                      to the table";
        [(Some(line), detail)]
    };
    // Another indicator of the recipe, one that it does not take, and a row of no territory.
    for other in ["01001;Autres;0.5", "01001;Autre;0.5"] {
        let text = format!("code;champ;val\n{other}\n01001;Locaux;1.234\n01002;Locaux;12.345\n2A004;Locaux;987\n");
        let (read, complaints) = read(LONG, &text);
        let of_pop = read.iter().find(|figures| figures.indicator == "pop").unwrap();
        assert_eq!(of_pop.values.iter().filter(|(_, figure)| figure.value().is_some()).count(), 1, "{other}");
        let doubts: Vec<_> = complaints.iter().filter(|one| one.kind == ComplaintKind::DoubtfulMark).collect();
        assert_eq!(doubts.iter().map(|one| (one.row, one.detail.as_str())).collect::<Vec<_>>(), doubt(3));
    }
    let (_, complaints) = read(POP, "code;population\n01001;1.234\n01002;12.345\nMean;7.5\n");
    assert_eq!(complaints.count(ComplaintKind::DoubtfulMark), 1);
    let (_, complaints) = read(POP, "code;population\n01001;1.234\n01002;12.345\n2A004;7.5\n");
    assert_eq!(complaints.count(ComplaintKind::DoubtfulMark), 0);
}

#[test]
fn another_year_does_not_tell_what_many_marks_mean() {
    let table = "year = \"year\"\ncolumns = { pop = \"population\" }";
    let earlier = "code;year;population\n01001;2019;0.5\n01002;2019;1.5\n";
    let many = format!("{earlier}01001;2020;1.234\n01002;2020;12.345\n2A004;2020;2.500\n");
    let (read, complaints) = read(table, &many);
    assert_eq!((complaints.count(ComplaintKind::DoubtfulMark), read[1].values.len()), (1, 0));
    let few = format!("{earlier}01001;2020;1.234\n01002;2020;7\n");
    let (read, complaints) = super::tests::read(table, &few);
    assert_eq!((complaints.count(ComplaintKind::DoubtfulMark), read[1].values[1]), (0, known(1, 1.234)));
}

#[test]
fn what_contradicts_the_other_indicators_is_in_doubt() {
    let text = "code;champ;val\n01001;Locaux;1.234.567\n01002;Locaux;1.234\n01001;Autres;0.5\n01002;Autres;0.7\n";
    let (read, complaints) = read(LONG, text);
    let of_pop = read.iter().find(|figures| figures.indicator == "pop").unwrap();
    assert!(of_pop.values.iter().all(|(_, figure)| figure.value().is_none()), "{of_pop:?}");
    assert_eq!(complaints.count(ComplaintKind::DoubtfulMark), 1);
}

#[test]
fn apostrophes_in_numbers_name_the_key_of_the_recipe() {
    let (_, complaints) = read(POP, "code;population\n01001;1'234\n");
    let detail =
        "`population`: `1'234` is not a number; if `'` separates thousands, add `thousands = \"'\"` to the table";
    assert_eq!(only(&complaints, ComplaintKind::NotANumber), [(Some(2), detail)]);
}
