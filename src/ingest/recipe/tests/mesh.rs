use super::*;

/// The good recipe with a table `[mesh]`.
fn meshed(keys: &str) -> String {
    GOOD.replacen("[[level]]", &format!("[mesh]\n{keys}\n\n[[level]]"), 1)
}

#[track_caller]
fn check_mesh(keys: &str, sentence: &str, offending: &str, allowed: &str) {
    let error = load(&meshed(keys)).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.offending_text()), (sentence, offending));
    assert!(help(&error).contains(allowed), "{}", help(&error));
}

#[test]
fn the_mesh_is_simplified_and_closed_as_usual_unless_it_says_otherwise() {
    assert_eq!(load(GOOD).unwrap().mesh, MeshRecipe { simplify: 0.5, close_below: 50_000.0 });
    assert_eq!(load(&meshed("simplify = 0")).unwrap().mesh, MeshRecipe { simplify: 0.0, close_below: 50_000.0 });
    let both = meshed("simplify = 8\nclose_below = 10_000_000");
    assert_eq!(load(&both).unwrap().mesh, MeshRecipe { simplify: 8.0, close_below: 10_000_000.0 });
}

#[test]
fn a_mesh_out_of_range_is_refused() {
    for simplify in ["8.5", "-0.1", "nan", "inf"] {
        let shown: f64 = simplify.parse().unwrap();
        let sentence = format!("`simplify` cannot be {shown}");
        check_mesh(&format!("simplify = {simplify}"), &sentence, simplify, "write 0 to 8 CSS pixels of a tile");
    }
    let help = "write 0 to 10000000 square metres; 50000 when left out";
    check_mesh("close_below = -1", "`close_below` cannot be -1", "-1", help);
    check_mesh("close_below = 10000001", "`close_below` cannot be 10000001", "10000001", help);
    check_mesh("close_belo = 1", "unknown key `close_belo`", "close_belo", "did you mean `close_below`?");
}

#[test]
fn borders_are_lines_at_the_zooms_of_their_level_unless_it_says_otherwise() {
    let borders = |key: &str| {
        let text = GOOD.replacen("zooms = [4, 14]", &format!("zooms = [4, 14]\n{key}"), 1);
        load(&text).unwrap().levels[0].borders
    };
    assert_eq!(borders(""), Some(ZoomRange { min: 4, max: 14 }));
    assert_eq!(borders("borders = [7, 13]"), Some(ZoomRange { min: 7, max: 13 }));
    assert_eq!(borders("borders = false"), None);
    assert_eq!(load(GOOD).unwrap().levels[1].borders, Some(ZoomRange { min: 0, max: 14 }));
}

#[test]
fn borders_outside_their_level_are_refused() {
    let zooms = "zooms = [4, 14]";
    let with = |borders: &str| format!("{zooms}\nborders = {borders}");
    let sentence = "the borders of `communes` are lines at zooms that the level does not have";
    check(zooms, &with("[3, 14]"), sentence, "[3, 14]", "`communes` has zooms 4 to 14");
    check(zooms, &with("[4, 19]"), sentence, "[4, 19]", "`communes` has zooms 4 to 14");
    check(zooms, &with("[9, 8]"), "the zooms run backwards, from 9 to 8", "[9, 8]", "or false");
    let error = refused(zooms, "zooms = [14, 4]\nborders = [3, 14]");
    assert_eq!((error.offending_text(), error.related().map_or(0, Iterator::count)), ("[14, 4]", 0), "told once");
    for (written, named) in [("true", "boolean `true`"), ("4", "integer `4`"), ("\"no\"", "string \"no\"")] {
        let error = refused(zooms, &with(written));
        let sentence = error.to_string();
        assert!(sentence.contains(named) && sentence.contains("[lowest, highest] zoom, or false"), "{sentence}");
        assert_eq!(error.offending_text(), written);
    }
    assert!(refused(zooms, &with("[4]")).to_string().contains("invalid length 1"));
}

#[test]
fn budgets_are_positive() {
    let budgets = |text: &str| {
        let recipe = load(text).unwrap();
        (recipe.levels[0].budget, recipe.levels[1].budget, recipe.points[0].budget)
    };
    assert_eq!(budgets(GOOD), (None, None, None));
    let with = GOOD.replacen("zooms = [4, 14]", "zooms = [4, 14]\nbudget = 500_000", 1).replacen(
        "zooms = [8, 14]",
        "zooms = [8, 14]\nbudget = 1",
        1,
    );
    assert_eq!(budgets(&with), (Some(500_000), None, Some(1)));
    for zooms in ["zooms = [4, 14]", "zooms = [8, 14]"] {
        let none = format!("{zooms}\nbudget = 0");
        check(zooms, &none, "no tile fits a budget of 0 bytes", "0", "after gzip, such as 500000");
    }
    for (written, named) in [("-5", "integer `-5`"), ("1.5", "floating point `1.5`"), ("\"1 MB\"", "string \"1 MB\"")] {
        let error = refused("zooms = [4, 14]", &format!("zooms = [4, 14]\nbudget = {written}"));
        assert!(error.to_string().contains(named), "{error}");
        assert_eq!(error.offending_text(), written);
    }
}
