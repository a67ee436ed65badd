//! From figures of communes, schools and former codes to figures of today's territories, as the compiled map has them.

use maillage::catalog::Catalog;
use maillage::gazetteer::{Figure, Reason};

use crate::lilliput::Lilliput;

const NOT_COMPARABLE: Figure = Figure::Missing(Some(Reason::NotComparable));

/// The figure of a territory and the share of what it is computed of that had one.
fn figure(country: &Lilliput, layer: &str, code: &str, indicator: &str) -> (Figure, Option<f64>) {
    let (catalog, _) = Catalog::map(&country.out()).expect("the map opens");
    let (id, _) = catalog.layer(layer).expect("the layer is there");
    let feature = catalog.view(id).find(code).expect("the territory is there");
    let column = catalog.figures(catalog.column(id, indicator, 2020).expect("it has figures"));
    (column.figure(feature), column.coverage(feature))
}

/// A country with an indicator more, and what the build complains of: kind and detail.
fn built(change: impl FnOnce(&Lilliput)) -> (Lilliput, Vec<(String, String)>) {
    let country = Lilliput::new();
    change(&country);
    let report = country.build(&["--json"]).done().json();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let complaints = report["complaints"]["records"].as_array().expect("records").iter();
    let told = complaints.map(|complaint| (text(&complaint["kind"]), text(&complaint["detail"]))).collect();
    (country, told)
}

fn append(country: &Lilliput, more: &str) {
    let recipe = std::fs::read_to_string(country.path("recipe.toml")).expect("a recipe");
    country.write("recipe.toml", format!("{recipe}\n{more}"));
}

const PASSAGE: &str =
    "[[passage]]\nfile = \"p.csv\"\nlevel = \"communes\"\nfrom = \"old\"\nto = \"new\"\nlast_year = \"last\"\n";

#[test]
fn sums_and_shares_tell_what_they_rest_on() {
    let (country, told) = built(|_| ());
    assert_eq!(told, []);
    assert_eq!(figure(&country, "communes", "001", "population"), (Figure::Known(1000.0), None));
    // Beta: Enclave and Twofold have figures, Plain has none.
    let (population, coverage) = figure(&country, "provinces", "B", "population");
    assert_eq!(population, Figure::Known(320.0));
    assert!(coverage.is_some_and(|share| (share - 2.0 / 3.0).abs() < 1e-4), "{coverage:?}");
    // Nor do two of three make the share look whole, though nobody knows how many people live in Plain.
    let (part, coverage) = figure(&country, "provinces", "B", "part_young");
    assert_eq!(part, Figure::Known(20.3));
    assert!(coverage.is_some_and(|share| (share - 2.0 / 3.0).abs() < 1e-4), "{coverage:?}");
}

#[test]
fn what_was_one_territory_each_is_added_and_shares_are_made_again() {
    let (country, told) = built(|country| {
        append(country, PASSAGE);
        country.write("p.csv", "old;new;last\n900;002;2021\n901;003;2021\n902;005;2019\n");
        country.replace("recipe.toml", "year = 2020\n", "year = 2020\ncode_year = 2021\n");
        country.replace("recipe.toml", "young = \"young\" }", "young = \"young\", part_young = \"part\" }");
        let figures = "code;population;young;part\n001;1000;100;10\n002;20;5;25\n900;30;15;50\n901;300;60;20\n";
        country.write("figures.csv", figures);
    });
    assert_eq!(told, []);
    assert_eq!(figure(&country, "communes", "002", "population").0, Figure::Known(50.0));
    // 25 % and 50 % cannot be added, 5 and 15 of 50 can.
    assert_eq!(figure(&country, "communes", "002", "part_young").0, Figure::Known(40.0));
    // Another code and nothing else: every figure stays what it is.
    assert_eq!(figure(&country, "communes", "003", "part_young").0, Figure::Known(20.0));
    assert_eq!(figure(&country, "provinces", "B", "population").0, Figure::Known(350.0));
}

#[test]
fn what_cannot_be_carried_is_told_and_not_comparable() {
    let (country, told) = built(|country| {
        append(country, PASSAGE);
        country.write("p.csv", "old;new;last\n900;002;2021\n901;002;2021\n");
        country.replace("recipe.toml", "year = 2020\n", "year = 2020\ncode_year = 2021\n");
        country.write("figures.csv", "code;population;young\n002;20;5\n900;30;15\n");
    });
    let sentence = "`population`: the table has no row of 901, part of it today";
    assert!(told.contains(&("not_carried".to_owned(), sentence.to_owned())), "{told:?}");
    assert_eq!(figure(&country, "communes", "002", "population").0, NOT_COMPARABLE);

    // A table that is in today's codes knows nothing of former ones.
    let (country, told) = built(|country| {
        append(country, PASSAGE);
        country.write("p.csv", "old;new;last\n900;002;2021\n");
    });
    assert_eq!((told, figure(&country, "communes", "002", "population").0), (vec![], Figure::Known(20.0)));
}

#[test]
fn a_territory_that_was_split_counts_where_all_its_parts_lie() {
    let (country, told) = built(|country| {
        append(country, PASSAGE);
        country.write("p.csv", "old;new;last\n002;002;2021\n002;003;2021\n001;001;2021\n001;005;2021\n");
        country.replace("recipe.toml", "year = 2020\n", "year = 2020\ncode_year = 2021\n");
        country.write("figures.csv", "code;population;young\n001;1000;100\n002;320;65\n003;;\n004;8;1\n006;7;1\n");
    });
    assert_eq!(told, []);
    for code in ["001", "002", "003", "005"] {
        assert_eq!(figure(&country, "communes", code, "population").0, NOT_COMPARABLE, "{code}");
        assert_eq!(figure(&country, "communes", code, "part_young").0, NOT_COMPARABLE, "{code}");
    }
    // 002 and 003 lie in Beta both; 001 and 005 lie in Alpha and in Beta.
    let (population, coverage) = figure(&country, "provinces", "B", "population");
    assert_eq!(population, Figure::Known(320.0));
    assert!(coverage.is_some_and(|share| (share - 2.0 / 3.0).abs() < 1e-4), "{coverage:?}");
    assert_eq!(figure(&country, "provinces", "B", "part_young").0, Figure::Known(20.3));
    assert_eq!(figure(&country, "provinces", "A", "population").0, Figure::Known(15.0));
}

#[test]
fn a_figure_that_is_given_wins_and_what_differs_is_told() {
    let (country, told) = built(|country| {
        let table = "[[table]]\nfile = \"p.csv\"\nlevel = \"provinces\"\nkey = \"code\"\nyear = 2020\n\
                     columns = { population = \"population\" }\nsource = \"\"\nlicence = \"\"\n";
        append(country, table);
        country.write("p.csv", "code;population\nA;1008\n");
    });
    let sentence = "`population` of 2020 is 1008 here and 1007 by its parts";
    assert_eq!(told, [("differs_from_parts".to_owned(), sentence.to_owned())]);
    assert_eq!(figure(&country, "provinces", "A", "population"), (Figure::Known(1008.0), None));
    assert_eq!(
        figure(&country, "provinces", "B", "population").0,
        Figure::Known(320.0),
        "what is not given is computed"
    );
}

#[test]
fn schools_add_up_to_communes_and_provinces() {
    let (country, told) = built(|country| {
        country.replace(
            "recipe.toml",
            "id = \"@#\"",
            "within = { level = \"communes\", by = \"commune\" }\nid = \"@#\"",
        );
        append(
            country,
            "[[indicator]]\nid = \"pupils\"\nlabel = { fr = \"\", en = \"\" }\nkind = \"count\"\n\
             [[indicator]]\nid = \"position\"\nlabel = { fr = \"\", en = \"\" }\nkind = \"index\"\nweight = \"pupils\"\n\
             [[indicator]]\nid = \"number\"\nlabel = { fr = \"\", en = \"\" }\nkind = \"count\"\n\
             [[indicator]]\nid = \"size\"\nlabel = { fr = \"\", en = \"\" }\nkind = \"mean\"\n\
             numerator = \"pupils\"\ndenominator = \"number\"\ndecimals = 1\n\
             [[tally]]\nindicator = \"number\"\npoints = \"schools\"\nyear = 2020\nsource = \"\"\nlicence = \"\"\n\
             [[table]]\nfile = \"s.csv\"\nlevel = \"schools\"\nkey = \"code\"\nyear = 2020\n\
             columns = { pupils = \"pupils\", position = \"position\" }\nsource = \"\"\nlicence = \"\"\n",
        );
        country.write("s.csv", "code;pupils;position\nA1;100;90\nA2;50;120\nB3;300;110\n");
    });
    assert_eq!(told, []);
    assert_eq!(figure(&country, "communes", "001", "number").0, Figure::Known(1.0));
    assert_eq!(figure(&country, "communes", "003", "number").0, Figure::Known(0.0), "no school is zero schools");
    let nothing = Figure::Missing(Some(Reason::NotApplicable));
    assert_eq!(figure(&country, "communes", "003", "pupils").0, nothing, "and no pupils to count");
    assert_eq!(figure(&country, "provinces", "A", "pupils").0, Figure::Known(400.0));
    assert_eq!(figure(&country, "provinces", "A", "number").0, Figure::Known(2.0));
    // (100 × 90 + 300 × 110) / 400.
    assert_eq!(figure(&country, "provinces", "A", "position").0, Figure::Known(105.0));
    assert_eq!(figure(&country, "provinces", "A", "size").0, Figure::Known(200.0));
}

#[test]
fn shapes_that_have_not_changed_are_kept() {
    let country = Lilliput::new();
    let first = country.build(&["--json"]).done().json();
    assert!(first["atlas"]["kept"].is_null());
    country.replace("figures.csv", "001;1000", "001;1001");
    let second = country.build(&["--json"]).done().json();
    assert_eq!(second["atlas"]["file"], first["atlas"]["file"]);
    assert!(second["atlas"]["kept"].is_array(), "{second}");
    assert_ne!(second["almanac"]["file"], first["almanac"]["file"]);
    assert_eq!(figure(&country, "communes", "001", "population").0, Figure::Known(1001.0));
    assert_eq!(second["layers"], first["layers"]);
    // An atlas that is not whole any more is made again, and so is one whose sources or recipe have changed.
    let atlas = country.out().join(second["atlas"]["file"].as_str().expect("a name"));
    let mut bytes = std::fs::read(&atlas).expect("the atlas");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&atlas, bytes).expect("it can be damaged");
    assert!(country.build(&["--json"]).done().json()["atlas"]["kept"].is_null());
    country.replace("recipe.toml", "zooms = [2, 14]", "zooms = [3, 14]");
    assert!(country.build(&["--json"]).done().json()["atlas"]["kept"].is_null());
    country.replace("provinces.csv", "Alpha", "Omega");
    assert!(country.build(&["--json"]).done().json()["atlas"]["kept"].is_null());
}

/// Tables of one indicator of a year may complete each other, but not contradict.
#[test]
fn several_tables_give_one_indicator_where_they_agree() {
    let table = "[[table]]\nfile = \"more.csv\"\nlevel = \"communes\"\nkey = \"code\"\nyear = 2020\n\
                 columns = { population = \"population\" }\nsource = \"\"\nlicence = \"\"\n";
    let (country, told) = built(|country| {
        append(country, table);
        country.write("more.csv", "code;population\n005;9\n003;300\n");
    });
    assert_eq!(told, [], "005 has no figure in the other table, 003 the same");
    assert_eq!(figure(&country, "communes", "005", "population").0, Figure::Known(9.0));
    let (country, told) = built(|country| {
        append(country, table);
        country.write("more.csv", "code;population\n003;301\n");
    });
    let sentence = "`population` of 2020 is 301 here and 300 in figures.csv; neither was published";
    assert_eq!(told, [("conflicting_tables".to_owned(), sentence.to_owned())]);
    assert_eq!(figure(&country, "communes", "003", "population").0, Figure::Missing(None));
    assert_eq!(figure(&country, "provinces", "B", "population").0, Figure::Known(20.0), "it counts nowhere");
}

#[test]
fn a_figure_that_is_given_may_differ_by_rounding_alone() {
    let of_provinces = |share: &str| {
        let table = "[[table]]\nfile = \"p.csv\"\nlevel = \"provinces\"\nkey = \"code\"\nyear = 2020\n\
                     columns = { part_young = \"part\" }\nsource = \"\"\nlicence = \"\"\n";
        built(|country| {
            append(country, table);
            country.write("p.csv", format!("code;part\nA;{share}\n"));
        })
        .1
    };
    // 101 of 1,007 are 10.029791 %, and the recipe keeps one decimal.
    assert_eq!(of_provinces("10.0"), []);
    let sentence = "`part_young` of 2020 is 10.1 here and 10.029791 by its parts";
    assert_eq!(of_provinces("10.1"), [("differs_from_parts".to_owned(), sentence.to_owned())]);
}

#[test]
fn layers_of_points_add_up_together() {
    let (country, told) = built(|country| {
        let within = "within = { level = \"communes\", by = \"commune\" }\nid = \"@#\"";
        country.replace("recipe.toml", "id = \"@#\"", within);
        append(
            country,
            "[[points]]\nname = \"colleges\"\nlabel = { fr = \"\", en = \"\" }\nsource = \"colleges.csv\"\nkey = \"code\"\n\
             longitude = \"lon\"\nlatitude = \"lat\"\nparents = { commune = \"commune\" }\n\
             within = { level = \"communes\", by = \"commune\" }\n\
             [[indicator]]\nid = \"pupils\"\nlabel = { fr = \"\", en = \"\" }\nkind = \"count\"\n\
             [[table]]\nfile = \"s.csv\"\nlevel = \"schools\"\nkey = \"code\"\nyear = 2020\n\
             columns = { pupils = \"pupils\" }\nsource = \"\"\nlicence = \"\"\n\
             [[table]]\nfile = \"colleges.csv\"\nlevel = \"colleges\"\nkey = \"code\"\nyear = 2020\n\
             columns = { pupils = \"pupils\" }\nsource = \"\"\nlicence = \"\"\n",
        );
        country.write("s.csv", "code;pupils\nA1;100\nA2;50\nB3;300\n");
        country.write("colleges.csv", "code,lon,lat,commune,pupils\nC1,0.3,40.3,001,7\nC2,0.4,40.4,001,\n");
    });
    assert_eq!(told, []);
    let (pupils, coverage) = figure(&country, "communes", "001", "pupils");
    assert_eq!(pupils, Figure::Known(107.0), "both layers, not the first");
    assert!(coverage.is_some_and(|share| (share - 2.0 / 3.0).abs() < 1e-4), "{coverage:?}");
    assert_eq!(figure(&country, "provinces", "A", "pupils").0, Figure::Known(407.0));
}

/// A row without a figure, or none at all, leaves what was several territories without one.
#[test]
fn what_a_former_territory_lacks_the_one_of_today_lacks() {
    for figures in ["900;;15\n", ""] {
        let (country, told) = built(|country| {
            append(country, PASSAGE);
            country.write("p.csv", "old;new;last\n900;002;2021\n");
            country.replace("recipe.toml", "year = 2020\n", "year = 2020\ncode_year = 2021\n");
            country
                .write("figures.csv", format!("code;population;young\n001;1000;100\n002;20;5\n003;300;60\n{figures}"));
        });
        assert_eq!(figure(&country, "communes", "002", "population").0, NOT_COMPARABLE, "{figures}");
        assert_eq!(figure(&country, "communes", "002", "part_young").0, NOT_COMPARABLE, "{figures}");
        let (population, coverage) = figure(&country, "provinces", "B", "population");
        assert_eq!(population, Figure::Known(300.0));
        assert!(coverage.is_some_and(|share| share < 0.5), "{coverage:?}");
        assert_eq!(told.iter().any(|(kind, _)| kind == "not_carried"), figures.is_empty(), "{told:?}");
    }
}

/// A row in a code that was no longer in use means the territory of that code.
#[test]
fn rows_in_codes_older_than_their_table_count() {
    let (country, told) = built(|country| {
        append(country, PASSAGE);
        country.write("p.csv", "old;new;last\n900;002;2015\n");
        country.replace("recipe.toml", "year = 2020\n", "year = 2020\ncode_year = 2020\n");
        country.write("figures.csv", "code;population;young\n001;1000;100\n900;20;5\n");
    });
    assert_eq!(told, []);
    assert_eq!(figure(&country, "communes", "002", "population").0, Figure::Known(20.0));
}

#[test]
fn figures_of_a_level_in_between_go_up_where_finer_ones_are_missing() {
    let (country, told) = built(|country| {
        append(
            country,
            "[[level]]\nname = \"whole\"\nlabel = { fr = \"\", en = \"\" }\n\
             dissolve = { from = \"communes\", by = \"all\", digits = 1 }\n\
             [[table]]\nfile = \"p.csv\"\nlevel = \"provinces\"\nkey = \"code\"\nyear = 2020\n\
             columns = { population = \"population\" }\nsource = \"\"\nlicence = \"\"\n",
        );
        country.write("p.csv", "code;population\nB;5000\n");
    });
    assert_eq!(told, []);
    // All codes begin with 0. Beta lacks Plain, and a table knows better; Alpha is the sum of its communes.
    let (population, coverage) = figure(&country, "whole", "0", "population");
    assert_eq!((population, coverage), (Figure::Known(6007.0), Some(1.0)));
}

#[test]
fn shares_that_contradict_their_own_parts_are_reported() {
    let (_, told) = built(|country| {
        country.replace("recipe.toml", "young = \"young\" }", "young = \"young\", part_young = \"part\" }");
        let figures = "code;population;young;part\n001;1000;100;10\n002;1000;200;90\n003;0;5;\n004;3;1;33\n";
        country.write("figures.csv", figures);
    });
    let of = |kind: &str| told.iter().filter(|(found, _)| found == kind).map(|(_, it)| it.as_str()).collect::<Vec<_>>();
    let sentence = "`part_young` of 2020 is 90 here and 20 by its own numerator and denominator";
    assert_eq!(of("differs_from_parts"), [sentence], "of three people a third may be 33 or 34 %");
    let sentence = "`part_young` of 2020: the denominator is 0 and the numerator is not, 1 times in `communes`";
    assert_eq!(of("zero_denominator"), [sentence]);
}

#[test]
fn computed_figures_that_become_zero_are_reported() {
    let (_, told) = built(|country| {
        country.write("figures.csv", "code;population;young\n001;1000000;100\n002;20;5\n003;300;0\n");
    });
    let sentence = "`part_young` of 2020: 1 computed figures in `communes`, such as 1.000e-2, become 0 with 1 decimals; say \
                    more `decimals`, or a larger `per`";
    assert_eq!(told[0], ("rounded_to_zero".to_owned(), sentence.to_owned()));
}
