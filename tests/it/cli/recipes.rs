//! Recipes that cannot be used.

use crate::common::{program, project};
use crate::lilliput::{Lilliput, Told};

#[test]
fn a_recipe_that_is_not_there_is_named() {
    let lilliput = Lilliput::new();
    std::fs::remove_file(lilliput.path("recipe.toml")).expect("it was there");
    lilliput.build(&[]).refused(&["there is no recipe at", "recipe.toml", "a recipe is a TOML file"]);
    assert!(!lilliput.out().exists());
}

#[test]
fn a_folder_is_no_recipe() {
    let lilliput = Lilliput::new();
    let told = Told::of(program().arg("build").arg(lilliput.path("")).arg("--out").arg(lilliput.out()));
    told.refused(&["cannot be read", "name the recipe file itself"]);
}

#[test]
fn an_unknown_key_is_shown_with_its_place_and_those_allowed() {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "zooms = [2, 14]", "zoms = [2, 14]");
    let told = lilliput.build(&[]);
    let parts =
        ["unknown key `zoms`", "recipe.toml:13:1", "zoms = [2, 14]", "did you mean `zooms`?", "`source`", "`dissolve`"];
    told.refused(&parts);
    assert!(!lilliput.out().exists());
}

#[test]
fn what_is_no_toml_is_shown_with_its_place() {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "bounds = [0.0, 40.0, 9.0, 45.0]", "bounds = [0.0, 40.0,");
    lilliput.build(&[]).refused(&["recipe.toml:"]);
    lilliput.write("recipe.toml", [0xff, 0xfe, 0x00]);
    lilliput.build(&[]).refused(&["cannot be read", "UTF-8"]);
    lilliput.write("recipe.toml", "");
    lilliput.build(&[]).refused(&["missing key `name`"]);
}

#[test]
fn every_fault_is_told_at_once() {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "source = \"communes.fgb\"", "source = \"comunes.fgb\"");
    lilliput.replace("recipe.toml", "name = \"schools\"", "name = \"catalog\"");
    lilliput.replace("recipe.toml", "zooms = [2, 14]", "zooms = [14, 2]");
    lilliput.replace("recipe.toml", "layer = \"provinces\", zooms = [0, 4]", "layer = \"province\", zooms = [0, 4]");
    lilliput.build(&[]).refused(&[
        "`comunes.fgb` does not exist",
        "`catalog` is reserved",
        "the zooms run backwards",
        "there is no",
        "did you mean `provinces`?",
    ]);
}

#[test]
fn the_schema_is_the_one_in_the_sources() {
    let printed = Told::of(program().arg("schema")).done().json();
    let committed = std::fs::read_to_string(project().join("data/recipe.schema.json")).expect("the schema");
    assert_eq!(printed, serde_json::from_str::<serde_json::Value>(&committed).expect("JSON"));
    assert!(printed["properties"]["level"].is_object());
}

#[test]
fn a_command_line_that_is_wrong_is_told_how_it_goes() {
    for arguments in [&["build"][..], &["build", "recipe.toml"], &["serve", "--cache", "many"]] {
        let told = Told::of(program().args(arguments));
        assert_eq!(told.code, Some(2), "{told:?}");
        assert!(told.sentence.contains("error:") && told.sentence.contains("--help"), "{told:?}");
    }
}
