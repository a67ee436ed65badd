use std::fs;
use std::path::Path;

use miette::Diagnostic;

use super::*;
use crate::gazetteer::Parts;

mod mesh;
mod points;
mod tables;

/// A recipe with one of everything; tests change one place of it.
const GOOD: &str = r##"
name = "small"
title = { fr = "Petit", en = "Small" }
attribution = "nobody"
bounds = [-5.0, 41.0, 9.5, 51.0]

[[level]]
name = "communes"
label = { fr = "Communes", en = "Municipalities" }
source = "communes.fgb"
key = "code"
title = "nom"
fields = { surface = "surface_km2" }
parents = { canton = "code_canton" }
id = "#[0-9]###"
zooms = [4, 14]
indicators = ["pop"]

[[level]]
name = "departements"
label = { fr = "Départements", en = "Departments" }
dissolve = { from = "communes", by = "dep" }
table = "departements.csv"
key = "code"

[[points]]
name = "ecoles"
label = { fr = "Écoles", en = "Schools" }
source = "ecoles.csv"
key = "uai"
longitude = "lon"
latitude = "lat"
parents = { commune = "insee" }
zooms = [8, 14]

[[view]]
name = "france"
label = { fr = "France", en = "France" }
layers = [{ layer = "departements", zooms = [0, 6] }, { layer = "communes", zooms = [7, 14] }]

[[indicator]]
id = "pop"
label = { fr = "Population", en = "Population" }
kind = "count"

[[indicator]]
id = "jeunes"
label = { fr = "Jeunes", en = "Young people" }
kind = "count"

[[indicator]]
id = "part_jeunes"
label = { fr = "Part des jeunes", en = "Share of young people" }
kind = "share"
numerator = "jeunes"
denominator = "pop"
decimals = 1

[[table]]
file = "pop.csv"
level = "communes"
key = "code"
year = 2021
columns = { pop = "population", jeunes = "moins_20" }
source = "INSEE"
licence = "Etalab 2.0"
"##;

/// Loads `text` beside the files that it names.
fn load(text: &str) -> Result<Recipe, RecipeError> {
    let folder = tempfile::tempdir().unwrap();
    for file in ["communes.fgb", "departements.csv", "ecoles.csv", "pop.csv"] {
        fs::write(folder.path().join(file), "").unwrap();
    }
    let path = folder.path().join("recipe.toml");
    fs::write(&path, text).unwrap();
    Recipe::load(&path)
}

/// The error after `old` has become `new`.
fn refused(old: &str, new: &str) -> RecipeError {
    assert!(GOOD.contains(old), "the recipe has no {old}");
    load(&GOOD.replacen(old, new, 1)).unwrap_err()
}

fn help(error: &RecipeError) -> String {
    error.help().map(|help| help.to_string()).unwrap_or_default()
}

/// Checks sentence, offending text and a part of the help.
#[track_caller]
fn check(old: &str, new: &str, sentence: &str, offending: &str, allowed: &str) {
    let error = refused(old, new);
    assert_eq!(error.to_string(), sentence);
    assert_eq!(error.offending_text(), offending);
    assert!(help(&error).contains(allowed), "{}", help(&error));
}

#[test]
fn a_good_recipe_says_what_it_says() {
    let recipe = load(GOOD).unwrap();
    assert_eq!(recipe.levels.len(), 2);
    let communes = recipe.level("communes").unwrap();
    assert_eq!(recipe.parent_columns(communes), [("dep", "dep"), ("canton", "code_canton")]);
    let means = |attribute: &str| recipe.level_of_parent(attribute).map(|level| level.name.as_str());
    assert_eq!([means("dep"), means("commune"), means("communes")], ["departements", "communes", "communes"].map(Some));
    assert_eq!(means("canton"), None);
    let departements = recipe.level("departements").unwrap();
    assert_eq!(departements.zooms, ZoomRange { min: 0, max: 14 });
    let names = Some(NameTable { layer: None, file: "departements.csv".into(), key: "code".into(), title: None });
    assert_eq!(
        departements.shapes,
        Shapes::Dissolve { from: "communes".into(), by: "dep".into(), digits: None, orphans: false, names }
    );
    let share = Aggregation::Share(Parts {
        numerator: Some("jeunes".into()),
        denominator: Some("pop".into()),
        ..Parts::default()
    });
    assert_eq!(recipe.indicator("part_jeunes").unwrap().aggregation, share);
    let cells = FigureCells { column: "moins_20".into(), indicator: Some("jeunes".into()), year: Some(2021) };
    assert_eq!(recipe.tables[0].cells[0], cells);
    assert_eq!(recipe.source_files().len(), 5);
}

#[test]
fn unknown_keys_are_told_with_those_allowed() {
    check("title = \"nom\"", "titel = \"nom\"", "unknown key `titel`", "titel", "did you mean `title`?");
    check(
        "bounds = [",
        "box = [1]\nbounds = [",
        "unknown key `box`",
        "box",
        "`attribution`, `bounds`, `accept_loss`, `mesh`, `level`",
    );
    check("kind = \"count\"", "kind = \"sum\"", "unknown value `sum`", "\"sum\"", "`count`, `share`");
    check("by = \"dep\"", "by = \"dep\", on = 1", "unknown key `on`", "on", "`from`, `by`");
    let error = refused("attribution = \"nobody\"", "");
    assert_eq!(error.to_string(), "missing key `attribution`");
    let error = refused("zooms = [4, 14]", "zooms = [4, 300]");
    assert!(error.to_string().contains("300"), "{error}");
}

#[test]
fn unknown_names_are_told_with_those_that_exist() {
    check(
        "from = \"communes\"",
        "from = \"comunes\"",
        "there is no level `comunes`",
        "\"comunes\"",
        "did you mean `communes`? allowed here: `communes`, `departements`",
    );
    check("layer = \"communes\"", "layer = \"iris\"", "there is no layer `iris`", "\"iris\"", "`ecoles`");
    check("[\"pop\"]", "[\"popu\"]", "there is no indicator `popu`", "\"popu\"", "did you mean `pop`?");
    check("{ pop = ", "{ emploi = ", "there is no indicator `emploi`", "emploi", "`part_jeunes`");
    let sentence = "there is no level or layer of points `iris`";
    check("level = \"communes\"", "level = \"iris\"", sentence, "\"iris\"", "`ecoles`");
    check("numerator = \"jeunes\"", "numerator = \"x9\"", "there is no indicator `x9`", "\"x9\"", "`jeunes`");
    check(
        "denominator = \"pop\"",
        "denominator = \"part_jeunes\"",
        "the indicator `part_jeunes` is not a count, so no share can be made of it",
        "\"part_jeunes\"",
        "counts are `pop`, `jeunes`",
    );
}

#[test]
fn names_that_cannot_be_are_refused() {
    let view = "name = \"france\"";
    for word in ["health", "borders", "none", "auto", "pictures", "filters", "figures", "codes", "sheet", "-"] {
        let (name, quoted) = (format!("name = \"{word}\""), format!("\"{word}\""));
        check(view, &name, &format!("the name `{word}` is reserved"), &quoted, "the server's addresses use this word");
    }
    let made = "the name `a_labels` is reserved";
    check(view, "name = \"a_labels\"", made, "\"a_labels\"", "label points and borders");
    check(view, "name = \"à b\"", "the name `à b` cannot stand in an address", "\"à b\"", "ASCII");
    check(view, "name = \"ecoles\"", "the name `ecoles` is used twice", "\"ecoles\"", "choose another");
    check("\"small\"", "\"a/b\"", "`a/b` cannot be the name of a recipe", "\"a/b\"", "files are named after it");
    let id = "id = \"jeunes\"";
    check(id, "id = \"pop\"", "the indicator `pop` is described twice", "\"pop\"", "describe it once");
    check(id, "id = \"0-19\"", "`0-19` cannot be the id of an indicator", "\"0-19\"", "ASCII letters");
    check(id, "id = \"code\"", "`code` cannot be the id of an indicator", "\"code\"", "every feature has");
    let sentence = "`area_km2` cannot be the id of an indicator";
    check(id, "id = \"area_km2\"", sentence, "\"area_km2\"", "label points have");
    for column in ["longitude", "latitude", "distance"] {
        let (written, quoted) = (format!("id = \"{column}\""), format!("\"{column}\""));
        let sentence = format!("`{column}` cannot be the id of an indicator");
        check(id, &written, &sentence, &quoted, "files have a column of this name");
    }
}

#[test]
fn attributes_that_collide_are_refused() {
    let fields = "{ surface = ";
    check(fields, "{ nom = ", "the attribute `nom` is taken: every feature has it", "nom", "another name");
    check(
        fields,
        "{ space_px = ",
        "the attribute `space_px` is taken: label points have it",
        "space_px",
        "another name",
    );
    check(fields, "{ pop = ", "the attribute `pop` is taken: an indicator has this id", "pop", "another name");
    for beside in ["pop_coverage", "pop_reason", "part_jeunes_evolution", "pop_evolution_coverage"] {
        let sentence = format!("the attribute `{beside}` is taken: it stands beside the figures of an indicator");
        check(fields, &format!("{{ {beside} = "), &sentence, beside, "another name");
    }
    assert!(load(&GOOD.replacen(fields, "{ land_coverage = ", 1)).is_ok(), "beside nothing");
    check(fields, "{ dep = ", "the attribute `dep` is taken: a level is dissolved by it", "dep", "another name");
    check(fields, "{ canton = ", "the attribute `canton` is taken: it stands in this layer twice", "canton", "");
    check(fields, "{ \"é\" = ", "`é` cannot be the name of an attribute", "\"é\"", "ASCII letters");
}

#[test]
fn ids_that_stand_beside_other_figures_are_refused() {
    for beside in ["pop_coverage", "pop_reason", "pop_evolution", "pop_evolution_reason"] {
        let sentence = format!("`{beside}` is the name of an attribute beside the figures of `pop`");
        let id = format!("\"{beside}\"");
        check("\"part_jeunes\"", &id, &sentence, &id, "another id");
    }
    assert!(load(&GOOD.replacen("\"part_jeunes\"", "\"canopy_coverage\"", 1)).is_ok(), "beside nothing");
}

#[test]
fn thresholds_of_hatching_are_shares() {
    let with = |share: &str| format!("decimals = 1\nhatch_below = {share}");
    assert_eq!(load(GOOD).unwrap().indicator("part_jeunes").unwrap().hatch_below, None);
    for (text, share) in [("0.8", 0.8), ("1", 1.0)] {
        let recipe = load(&GOOD.replacen("decimals = 1", &with(text), 1)).unwrap();
        assert_eq!(recipe.indicator("part_jeunes").unwrap().hatch_below, Some(share));
    }
    for share in ["0", "-0.5", "80", "nan"] {
        let found = share.parse::<f64>().unwrap();
        let sentence = format!("`hatch_below` of `part_jeunes` is {found}, which is not a share of parts");
        check("decimals = 1", &with(share), &sentence, share, "0.8 for 80 %");
    }
}

#[test]
fn numbers_out_of_range_are_refused() {
    check("[4, 14]", "[9, 4]", "the zooms run backwards, from 9 to 4", "[9, 4]", "from 0 to 18");
    check("[8, 14]", "[8, 19]", "zoom 19 is above the highest, 18", "[8, 19]", "from 0 to 18");
    let sentence = "the view `france` shows `communes` at zooms that the layer does not have";
    check("zooms = [7, 14]", "zooms = [3, 14]", sentence, "[3, 14]", "`communes` has zooms 4 to 14");
    check("decimals = 1", "decimals = 10", "10 decimals are too many", "10", "0 to 9");
    check("year = 2021", "year = 20210", "20210 is no year: years go from 1500 to 2150", "20210", "2023");
    check("\"#[0-9]###\"", "\"##[\"", &refused("\"#[0-9]###\"", "\"##[\"").to_string(), "\"##[\"", "# is a digit");
    for bounds in ["[9.5, 41, -5, 51]", "[-5, 51, 9, 41]", "[-181, 41, 9, 51]", "[-5, 41, nan, 51]", "[0, 0, 0, 0]"] {
        check(
            "[-5.0, 41.0, 9.5, 51.0]",
            bounds,
            "these bounds are no box on the map",
            bounds,
            "[west, south, east, north]",
        );
    }
}

#[test]
fn levels_come_from_a_source_or_a_dissolve() {
    let dissolve = "dissolve = { from = \"communes\", by = \"dep\" }";
    let name = "\"departements\"";
    let sentence = "the level `departements` has neither `source` nor `dissolve`";
    check(dissolve, "", sentence, name, "not both");
    let both = format!("source = \"communes.fgb\"\n{dissolve}");
    check(dissolve, &both, "the level `departements` has both `source` and `dissolve`", name, "not both");
    let own = "dissolve = { from = \"departements\", by = \"dep\" }";
    check(dissolve, own, "the level `departements` is dissolved from itself", name, "allowed here: `communes`");
    let regions = format!(
        "{dissolve}\n[[level]]\nname = \"regions\"\nlabel = {{ fr = \"\", en = \"\" }}\ndissolve = {{ from = \"departements\", by = \"region\" }}"
    );
    let error = load(&GOOD.replacen(
        "[[points]]",
        &format!("[[level]]{}\n[[points]]", regions.split("[[level]]").nth(1).unwrap()),
        1,
    ));
    let sentence = "the level `departements` has no source, so nothing can be dissolved from it";
    assert_eq!(error.unwrap_err().to_string(), sentence);
}

#[test]
fn tables_go_with_dissolves_and_keys_with_tables() {
    let source = "source = \"communes.fgb\"";
    let table = "source = \"communes.fgb\"\ntable = \"pop.csv\"";
    check(
        source,
        table,
        "the level `communes` has a source and a table",
        "\"pop.csv\"",
        "`table` goes with `dissolve`",
    );
    let sentence = "the level `departements` names the column `code` but no table";
    check("table = \"departements.csv\"", "", sentence, "\"code\"", "add `table");
    let keyless = "table = \"departements.csv\"\nkey = \"code\"";
    let sentence = "no column of this table is named as the code";
    check(keyless, "table = \"departements.csv\"", sentence, "\"departements.csv\"", "add `key");
    let sentence = "the level `communes` does not say which column holds the code";
    check("key = \"code\"", "", sentence, "\"communes\"", "add `key");
    let dissolve = "dissolve = { from = \"communes\", by = \"dep\" }";
    let parents = format!("{dissolve}\nparents = {{ region = \"r\" }}");
    check(dissolve, &parents, "the dissolved level `departements` names parents", "region", "goes with `source`");
}

#[test]
fn shares_have_two_counts_and_counts_none() {
    let sentence = "the indicator `part_jeunes` has one part of two";
    check("denominator = \"pop\"\n", "", sentence, "\"part_jeunes\"", "ids of counts");
    let weighted = "denominator = \"pop\"\nweight = \"pop\"\n";
    let sentence = "the indicator `part_jeunes` has both parts and a weight";
    check("denominator = \"pop\"\n", weighted, sentence, "\"part_jeunes\"", "with none of them");
    let count = "kind = \"count\"\nnumerator = \"pop\"";
    let sentence = "the count `pop` has a numerator, a denominator, a weight or a `per`";
    check("kind = \"count\"", count, sentence, "\"pop\"", "share");
    let nothing = "denominator = \"pop\"\nper = 0\n";
    check("denominator = \"pop\"\n", nothing, "`per` of `part_jeunes` multiplies nothing", "0", "1 at least");
}

#[test]
fn tallies_and_passages_name_what_is_there() {
    let with = |more: &str| load(&format!("{GOOD}\n{more}"));
    let tally = "[[tally]]\nindicator = \"pop\"\npoints = \"gares\"\nyear = 2020\nsource = \"\"\nlicence = \"\"\n";
    assert!(with(tally).unwrap_err().to_string().contains("there is no layer of points `gares`"));
    let passage =
        "[[passage]]\nfile = \"pop.csv\"\nlevel = \"communes\"\nfrom = \"a\"\nto = \"b\"\nlast_year = \"c\"\n";
    assert_eq!(with(passage).unwrap().passages.len(), 1);
    assert!(with(&passage.replace("pop.csv", "none.csv")).unwrap_err().to_string().contains("does not exist"));
    assert!(with(&passage.replace("communes", "cantons")).unwrap_err().to_string().contains("no level `cantons`"));
}

#[test]
fn a_column_that_dissolves_is_fit_for_an_attribute() {
    let by = "by = \"dep\"";
    let sentence = "`d&p` becomes an attribute and cannot be the name of one";
    check(by, "by = \"d&p\"", sentence, "\"d&p\"", "rename the column");
    for taken in ["nom", "pop"] {
        let sentence = format!("the attribute `{taken}` is taken, so no level can be dissolved by it");
        check(by, &format!("by = \"{taken}\""), &sentence, &format!("\"{taken}\""), "rename the column");
    }
}

#[test]
fn several_tables_may_give_one_indicator_of_a_year() {
    let again = format!("{GOOD}\n[[table]]{}", GOOD.split("[[table]]").nth(1).unwrap());
    assert!(load(&again).is_ok(), "whether they contradict each other is known once they are read");
}

#[test]
fn files_that_are_not_there_are_told() {
    check("\"pop.csv\"", "\"popu.csv\"", "`popu.csv` does not exist", "\"popu.csv\"", "folder of the recipe");
    check("\"pop.csv\"", "\".\"", "`.` is not a file", "\".\"", "folder of the recipe");
    let error = Recipe::load(Path::new("nowhere/recipe.toml")).unwrap_err();
    assert_eq!(error.to_string(), "there is no recipe at `nowhere/recipe.toml`");
    assert!(help(&error).contains("TOML"));
    assert!(Recipe::load(Path::new(".")).unwrap_err().to_string().starts_with("the recipe `.` cannot be read"));
}

#[test]
fn notes_are_on_values_of_attributes() {
    let place = "zooms = [8, 14]";
    let notes = format!(
        "{place}\nfields = {{ position = \"pos\" }}\nnotes.position.mairie = {{ fr = \"à la mairie\", en = \"at the town hall\" }}"
    );
    let recipe = load(&GOOD.replacen(place, &notes, 1)).unwrap();
    let [note] = &recipe.points[0].notes[..] else { panic!("{:?}", recipe.points[0].notes) };
    assert_eq!((note.field.as_str(), note.texts["mairie"].en.as_str()), ("position", "at the town hall"));
    check(
        place,
        &notes.replace("notes.position", "notes.precision"),
        "`ecoles` has no attribute `precision` on whose values there could be notes",
        "precision",
        "`fields`",
    );
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    let text =
        GOOD.replacen("[4, 14]", "[9, 4]", 1).replacen("[\"pop\"]", "[\"x9\"]", 1).replacen("\"small\"", "\"\"", 1);
    let error = load(&text).unwrap_err();
    assert_eq!(error.to_string(), "`` cannot be the name of a recipe");
    let others: Vec<String> = error.related().into_iter().flatten().map(ToString::to_string).collect();
    assert_eq!(others, ["the zooms run backwards, from 9 to 4", "there is no indicator `x9`"]);
    let shown = format!("{:?}", miette::Report::new(error));
    assert!(shown.contains("recipe.toml:2:8"), "{shown}");
}

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/recipe.schema.json");
    let current = format!("{:#}\n", Recipe::schema());
    if std::env::var_os("MAILLAGE_RENEW").is_some() {
        fs::write(&path, &current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let renew = "MAILLAGE_RENEW=1 cargo test --release --lib the_committed_schema_is_current";
    assert!(committed == current, "data/recipe.schema.json is out of date; renew it with `{renew}`");
}
