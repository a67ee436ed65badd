//! What decides shapes, and what does not: a build keeps the atlas where nothing of it has changed.

use super::verify;
use crate::lilliput::Lilliput;
use crate::ripple::country;

/// A change of a source: its file, a text in it, and what comes in its place.
type Change = (&'static str, &'static str, &'static str);

const RECIPE: &str = "recipe.toml";

/// What is said of a map, and its figures.
const DECORATION: [(&str, Change); 19] = [
    ("title", (RECIPE, r#"en = "Ripple" }"#, r#"en = "Waves" }"#)),
    ("attribution", (RECIPE, "© Ripple", "© Waves")),
    ("accepted loss", (RECIPE, "[mesh]", "accept_loss = 0.2\n\n[mesh]")),
    (
        "another view",
        (
            RECIPE,
            "[[view]]",
            "[[view]]\nname = \"near\"\nlabel = { fr = \"Près\", en = \"Near\" }\nlayers = [{ layer = \"communes\", zooms = [6, 8] }]\n\n[[view]]",
        ),
    ),
    (
        "zooms of a view",
        (RECIPE, r#"{ layer = "communes", zooms = [5, 8] }"#, r#"{ layer = "communes", zooms = [6, 8] }"#),
    ),
    ("label of a view", (RECIPE, r#"en = "Country" }"#, r#"en = "Land" }"#)),
    ("label of a level", (RECIPE, r#"en = "Municipalities" }"#, r#"en = "Towns" }"#)),
    (
        "description of a level",
        (
            RECIPE,
            r#"en = "Municipalities" }"#,
            "en = \"Municipalities\" }\ndescription = { fr = \"Toutes\", en = \"All of them\" }",
        ),
    ),
    ("label of points", (RECIPE, r#"en = "Schools" }"#, r#"en = "Colleges" }"#)),
    ("default indicators of a level", (RECIPE, r#"indicators = ["population"]"#, r#"indicators = ["young"]"#)),
    ("default indicators of points", (RECIPE, r#"indicators = ["pupils", "score"]"#, r#"indicators = ["score"]"#)),
    ("default fields of points", (RECIPE, r#"shown = ["type"]"#, r#"shown = ["type", "year"]"#)),
    ("budget", (RECIPE, "borders = [5, 8]", "borders = [5, 8]\nbudget = 100_000")),
    (
        "notes",
        (RECIPE, "[[view]]", "[points.notes.type]\nprimary = { fr = \"Petite\", en = \"A small one\" }\n\n[[view]]"),
    ),
    ("label of an indicator", (RECIPE, r#"en = "Population" }"#, r#"en = "People" }"#)),
    (
        "another indicator",
        (
            RECIPE,
            "columns = { population = \"population\", young = \"young\" }\nabsences",
            "columns = { population = \"population\", young = \"young\", old = \"population\" }\nabsences",
        ),
    ),
    ("figures", ("figures_2023.csv", "001;", "001;1")),
    ("a passage that only figures take", ("passages.csv", "902;002;2021", "902;003;2021")),
    (
        "another crosswalk",
        (
            RECIPE,
            "[[passage]]",
            "[[passage]]\nfile = \"more.csv\"\nlevel = \"communes\"\nfrom = \"old\"\nto = \"new\"\nlast_year = \"until\"\n\n[[passage]]",
        ),
    ),
];

/// What decides shapes, ids or plain attributes.
const SHAPES: [(&str, Change); 24] = [
    ("a name in the source", ("communes.csv", "Île 3;", "Isle 3;")),
    ("a place in the source", ("communes.csv", "1.4 45.4,1.4 45.6", "1.41 45.4,1.4 45.6")),
    ("the source of names", ("provinces.csv", "Alpha", "Omega")),
    ("the source of points", ("schools.csv", "School 5;", "College 5;")),
    ("name of a level", (RECIPE, r#""provinces""#, r#""counties""#)),
    ("simplification", (RECIPE, "simplify = 0.5", "simplify = 0.25")),
    ("tolerance", (RECIPE, "close_below = 100_000", "close_below = 90_000")),
    ("bounds", (RECIPE, "bounds = [0.0, 44.0, 4.0, 48.0]", "bounds = [0.0, 44.0, 4.5, 48.0]")),
    ("zooms of a level", (RECIPE, "zooms = [3, 8]", "zooms = [2, 8]")),
    ("zooms of borders", (RECIPE, "borders = [5, 8]", "borders = [6, 8]")),
    ("code column", (RECIPE, "key = \"code\"\ntitle = \"nom\"\nid = \"###\"", "key = \"nom\"\ntitle = \"nom\"")),
    ("name column", (RECIPE, "title = \"nom\"\nid = \"###\"", "title = \"code\"\nid = \"###\"")),
    ("no name column", (RECIPE, "title = \"nom\"\nid = \"###\"", "id = \"###\"")),
    ("ids", (RECIPE, r##"id = "@""##, r##"id = "@|#""##)),
    ("a parent", (RECIPE, "borders = [5, 8]", "borders = [5, 8]\nparents = { region = \"province\" }")),
    ("a field", (RECIPE, "borders = [5, 8]", "borders = [5, 8]\nfields = { region = \"province\" }")),
    ("codes of parents of points", (RECIPE, "within = \"communes\"", "within = \"communes\"\ncodes = [\"pad\"]")),
    ("fields of points", (RECIPE, r#"fields = { type = "type", year"#, r#"fields = { type = "type", opened"#)),
    ("type of a field", (RECIPE, r#"type = "integer""#, r#"type = "text""#)),
    ("where points stand", (RECIPE, "within = \"communes\"", "within = \"communes\"\nfallback = \"commune\"")),
    ("radius of clusters", (RECIPE, "radius = 60", "radius = 50")),
    ("what clusters count", (RECIPE, r#", by = ["type"] }"#, " }")),
    ("a passage that points take", ("passages.csv", "901;001;2021", "901;002;2021")),
    ("a passage that points were without", ("passages.csv", "903;003;2018", "777;003;2018")),
];

/// The country, and the file names of its published map.
fn built() -> (Lilliput, [String; 2]) {
    let country = country();
    country.write("more.csv", "old;new;until\n998;004;2020\n");
    let names = files(&country.build(&["--json"]).done().json());
    (country, names)
}

fn files(report: &serde_json::Value) -> [String; 2] {
    ["atlas", "almanac"].map(|file| report[file]["file"].as_str().expect("a file name").to_owned())
}

/// Changes a source, but for what a change needs beside it.
fn change(country: &Lilliput, name: &str, (file, text, by): Change) {
    let before = std::fs::read_to_string(country.path(file)).expect("a source");
    assert!(before.contains(text), "{name}: {file} has no {text}");
    country.write(file, before.replacen(text, by, if name == "name of a level" { usize::MAX } else { 1 }));
    if name == "another indicator" {
        let indicator =
            "[[indicator]]\nid = \"old\"\nlabel = { fr = \"Vieux\", en = \"Old\" }\nkind = \"count\"\n\n[[passage]]";
        country.replace(RECIPE, "[[passage]]", indicator);
    }
}

#[test]
fn what_decorates_a_map_leaves_its_shapes() {
    for (name, it) in DECORATION {
        let (country, [atlas, almanac]) = built();
        change(&country, name, it);
        let report = country.build(&["--json"]).done().json();
        assert!(!report["atlas"]["kept"].is_null(), "{name}: the shapes were made again");
        let [same, other] = files(&report);
        assert_eq!(same, atlas, "{name}");
        // How much may be lost stands in no file.
        assert_eq!(other == almanac, name == "accepted loss", "{name}");
        verify(&country.out());
        // From nothing the same is made: shapes do not depend on it.
        let anew = country.path("anew");
        let report = crate::lilliput::Told::of(&mut country.command_to(&anew, &["--json"])).done().json();
        assert_eq!(files(&report), [same, other], "{name}");
    }
}

#[test]
fn what_decides_shapes_makes_them_again() {
    for (name, it) in SHAPES {
        let (country, [atlas, _]) = built();
        change(&country, name, it);
        let report = country.build(&["--json", "--accept-loss"]).done().json();
        assert!(report["atlas"]["kept"].is_null(), "{name}: the shapes were kept");
        // With another rule for codes none may be read otherwise, nor stand anywhere else.
        let may_be_same = ["tolerance", "codes of parents of points"].contains(&name);
        assert!(may_be_same || files(&report)[0] != atlas, "{name}: the atlas is the same");
    }
}

#[test]
fn a_build_says_that_it_kept_the_shapes() {
    let (country, _) = built();
    country.replace(RECIPE, "© Ripple", "© Waves");
    let told = country.build(&[]);
    assert!(told.out.contains("Shapes are those of before: their atlas was kept"), "{}", told.out);
}
