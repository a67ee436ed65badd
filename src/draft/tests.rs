use std::path::Path;

use super::{Draft, NoDraft, Survey};

/// Communes of two provinces: the first two digits of their codes.
const COMMUNES: &str = "code;nom;wkt\n01001;Un;POLYGON((0 45,1 45,1 46,0 45))\n01002;Deux;POLYGON((1 45,2 45,1 46,1 45))\n\
                        02001;Trois;POLYGON((2 45,3 45,2 46,2 45))\n02002;Quatre;POLYGON((3 45,4 45,3 46,3 45))\n";

/// The recipe of a folder with these files.
#[track_caller]
fn drafted(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let survey = Survey::of(folder.path()).unwrap();
    match Draft::of(&survey, &folder.path().join("recipe.toml"), "") {
        Ok(draft) => draft.text,
        Err(NoDraft::Unsound(error)) => panic!("{error}: {}", error.offending_text()),
        Err(NoDraft::Nothing(looked_at)) => panic!("{looked_at:?}"),
    }
}

#[track_caller]
fn check(files: &[(&str, &str)], parts: &[&str]) {
    let text = drafted(&[&[("communes.csv", COMMUNES)], files].concat());
    for part in parts {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}

#[test]
fn a_table_of_first_digits_is_a_coarser_level() {
    check(
        &[("provinces.csv", "code,name\n01,North\n02,South\n")],
        &[
            "# 4 5-character codes, all different, in `code` of communes.csv; names in `nom`.",
            "# 2 codes: the first 2 characters of `code`, found in `code` of provinces.csv.",
            "dissolve = { from = \"communes\", by = \"province\", digits = 2 }",
            "table = \"provinces.csv\"\nkey = \"code\"\ntitle = \"name\"\nid = \"##\"",
        ],
    );
}

#[test]
fn a_table_may_name_more_than_there_is() {
    let communes = COMMUNES.replace("code;", "region;code;").replace("\n0", "\nR1;0").replace("R1;02", "R2;02");
    let text =
        drafted(&[("communes.csv", &communes), ("regions.csv", "code;nom\nR1;One\nR2;Two\nR3;Three\nR4;Four\n")]);
    assert!(text.contains("dissolve = { from = \"communes\", by = \"region\" }\ntable = \"regions.csv\""), "{text}");
}

#[test]
fn codes_that_stand_in_two_columns_are_put_together() {
    check(
        &[("pop.csv", "com;dep;pop_2019\n1;1;10\n2;1;20\n1;2;30\n2;2;40\n")],
        &[
            "# Codes of `communes` in `dep` and `com` together: all its 4 codes are there.",
            "key = [{ column = \"dep\", digits = 2 }, { column = \"com\", digits = 3 }]",
            "pop = { 2019 = \"pop_2019\" }",
        ],
    );
}

#[test]
fn a_column_that_a_shapefile_has_cut_is_a_level_and_no_figure() {
    let communes = COMMUNES.replace("code;", "departemen;code;").replace("\n0", "\n11;0").replace("11;02", "12;02");
    let text = drafted(&[("communes.csv", &communes)]);
    assert!(text.contains("dissolve = { from = \"communes\", by = \"departemen\" }"), "{text}");
    assert!(!text.contains("[[indicator]]"), "{text}");
}

#[test]
fn years_stand_in_rows_in_headers_and_in_names_of_files() {
    check(
        &[("births.csv", "code;annee;births\n01001;2019;5\n01001;2020;6\n01002;2019;7\n01002;2020;8\n")],
        &["The years are in `annee`.", "year = \"annee\"", "births = \"births\"", "kind = \"count\""],
    );
    check(
        &[("jobs.csv", "code;jobs_2018;jobs_2019\n01001;5;6\n01002;7;8\n02001;9;9\n")],
        &["jobs = { 2018 = \"jobs_2018\", 2019 = \"jobs_2019\" }", "The years are in the names of its columns."],
    );
    check(
        &[("income 2021.csv", "code;value\n01001;5,5\n01002;6,25\n")],
        &["year = 2021", "income = \"value\"", "kind = \"mean\"", "decimals = 2"],
    );
}

#[test]
fn the_same_column_of_two_years_is_one_indicator() {
    let text = drafted(&[
        ("communes.csv", COMMUNES),
        ("pop_2019.csv", "code;population\n01001;5\n01002;6\n"),
        ("pop_2020.csv", "code;population\n01001;5\n01002;7\n"),
        ("other_2020.csv", "code;population\n01001;50\n01002;70\n"),
    ]);
    assert_eq!(text.matches("[[indicator]]").count(), 2, "{text}");
    assert_eq!(text.matches("population = \"population\"").count(), 2 + 1, "{text}");
}

#[test]
fn what_cannot_be_understood_is_told() {
    check(
        &[
            ("long.csv", "code;sex;n\n01001;f;1\n01001;m;2\n01002;f;3\n01002;m;4\n"),
            ("names.csv", "who;n\nUn;1\nDeux;2\n"),
            ("same.csv", COMMUNES),
        ],
        &[
            "# long.csv: it has 4 rows for 2 codes in `code`, and nothing that is understood here tells them apart",
            "# names.csv: no column has codes of a level",
            "# same.csv: it has the territories of the level `communes` once more",
        ],
    );
}

#[test]
fn former_codes_tell_the_year_of_a_table() {
    check(
        &[
            ("passages.csv", "ancien_code;code;derniere_annee\n01003;01001;2018\n02003;02001;2021\n"),
            ("pop_2017.csv", "code;pop\n01001;5\n01002;6\n01003;7\n02001;8\n02002;9\n"),
            ("pop_2020.csv", "code;pop\n01001;5\n01002;6\n02001;8\n02002;9\n02003;1\n"),
        ],
        &[
            "[[passage]]\nfile = \"passages.csv\"\nlevel = \"communes\"\nfrom = \"ancien_code\"\nto = \"code\"",
            "year = 2017\ncode_year = 2018",
            "year = 2020\ncode_year = 2021",
        ],
    );
}

#[test]
fn places_of_schools_are_points_and_middles_of_communes_are_not() {
    check(
        &[("schools.csv", "uai,name,lon,lat,commune\n0A,One,0.5,45.2,01001\n0B,Two,2.5,45.2,02001\n")],
        &["[[points]]\nname = \"schools\"", "within = { level = \"communes\", by = \"commune\" }", "key = \"uai\""],
    );
    let text = drafted(&[
        ("communes.csv", COMMUNES),
        ("middles.csv", "code,lon,lat,pop\n01001,0.5,45.2,4\n01002,1.5,45.2,5\n02001,2.5,45.2,6\n02002,3.5,45.2,7\n"),
    ]);
    assert!(!text.contains("[[points]]") && text.contains("pop = \"pop\""), "{text}");
}

#[test]
fn points_alone_are_a_map() {
    let text = drafted(&[("schools.csv", "uai,name,lon,lat\n0A,One,0.5,45.2\n0B,Two,2.5,45.2\n")]);
    assert!(text.contains("bounds = [0.4, 45.1, 2.6, 45.3]"), "{text}");
    assert!(!text.contains("within"), "{text}");
}

#[test]
fn places_and_kinds_are_no_figures_and_rates_do_not_add_up() {
    let table = "code;departement;x_centroid;telephone;nb_eleves_par_classe;evolution_2013_2018;pop\n01001;1;1.5;0102;20;3;5\n\
                 01002;1;1.6;0103;21;-4;6\n02001;2;1.7;0104;22;5;7\n02002;2;1.8;0105;24;6;8\n";
    check(
        &[("about.csv", table)],
        &[
            "id = \"nb_eleves_par_classe\"\nlabel = { fr = \"Nb eleves par classe\", en = \"Nb eleves par classe\" }\n\
             # to be looked at: its unit, as in unit = { fr = \"euros\", en = \"euros\" }\nkind = \"mean\"",
            "evolution_2013_2018 = { 2018 = \"evolution_2013_2018\" }",
            "Not taken for figures: `departement`, `x_centroid`.",
            "pop = \"pop\"",
        ],
    );
}

#[test]
fn a_year_of_something_else_is_not_that_of_the_figures() {
    let text = "code;annee_construction;pop\n01001;1950;5\n01002;1960;6\n02001;1970;7\n";
    check(&[("houses.csv", text)], &["year = 2000", "no year is told"]);
    let files = [("communes.csv", COMMUNES), ("2019-pop.csv", "code;pop\n01001;5\n01002;6\n")];
    assert!(drafted(&files).contains("year = 2019"));
}

#[test]
fn codes_that_lost_zeros_fit_whatever_stands_beside_them() {
    check(
        &[("pop.csv", "code;pop\n1001;5\n1002;6\n2001;7\n2002;8\nChamp : all;\n")],
        &["codes = [\"pad\"]", "pop = \"pop\""],
    );
    let shapes = COMMUNES.replace("\n0", "\n");
    let text = drafted(&[("communes.csv", &shapes), ("pop.csv", "code;pop\n01001;5\n01002;6\n02001;7\n02002;8\n")]);
    assert!(text.contains("codes = [\"strip_zeros\"]"), "{text}");
}

#[test]
fn a_code_twice_or_none_is_told_and_does_not_end_it() {
    let mut shapes = COMMUNES.replace(";nom;", ";island;");
    for number in 3..40 {
        shapes.push_str(&format!("03{number:03};Island {number};POLYGON((3 45,4 45,3 46,3 45))\n"));
    }
    shapes.push_str("01001;Another;POLYGON((5 45,6 45,5 46,5 45))\n;Nobody;POLYGON((7 45,8 45,7 46,7 45))\n");
    let text = drafted(&[("communes.csv", &shapes)]);
    assert!(text.contains("key = \"code\"") && text.contains("2 records with nothing in `code`"), "{text}");
}

#[test]
fn names_that_are_taken_are_not_taken_again() {
    for name in ["borders.csv", "code.csv", "nom.csv", "communes_labels.csv"] {
        let schools = "uai,name,lon,lat\n0A,One,0.5,45.2\n0B,Two,2.5,45.2\n";
        drafted(&[(name, COMMUNES), ("schools.csv", schools)]);
    }
    let text = drafted(&[("communes.csv", COMMUNES), ("p.csv", "code;pop;pop_2019\n01001;5;6\n01002;7;8\n")]);
    assert_eq!(text.matches("[[indicator]]").count(), 2, "{text}");
}

#[test]
fn a_number_that_is_no_code_and_columns_that_are_no_numbers_are_told() {
    let communes = COMMUNES
        .replace("\n01001", "\n1")
        .replace("\n01002", "\n2")
        .replace("\n02001", "\n3")
        .replace("\n02002", "\n4");
    let text = drafted(&[("a.csv", &communes), ("b.csv", "who;nb_creches\nUn;1\nDeux;2\nTrois;3\n")]);
    assert!(text.contains("# b.csv: no column has codes"), "{text}");
    check(
        &[("c.csv", "code;part;n\n01001;12,5 %;1\n01002;13 %;2\n")],
        &["Not understood as numbers: `part` (`12,5 %`)."],
    );
    check(&[("d.csv", "01001;7\n01002;8\n02001;9\n02002;9\n")], &["its first row looks like figures"]);
}

#[test]
fn what_lies_elsewhere_is_no_wider_level() {
    let island = "code;nom;wkt\n97401;Un;POLYGON((55 -21,56 -21,56 -20,55 -21))\n97402;Deux;POLYGON((56 -21,57 -21,57 -20,56 -21))\n";
    let text = drafted(&[("communes.csv", COMMUNES), ("island.csv", island)]);
    assert!(!text.contains("[[view]]") && text.contains("[\"communes.csv\", \"island.csv\"]"), "{text}");
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    assert!(Survey::of(Path::new("nowhere/at/all")).is_err());
}
