//! The shipped example, read through the door.

use std::path::Path;

use super::*;

fn recipe() -> Recipe {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/france/recipe.toml");
    Recipe::load(&path).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(error)))
}

/// Communes with the values of the columns that the recipe needs: code, name, then parents.
fn communes(recipe: &Recipe, complaints: &mut Complaints) -> Vec<Area> {
    let level = recipe.level("communes").unwrap();
    let Shapes::Source { sources, key, title } = &level.shapes else { panic!("communes have a source") };
    let parents = recipe.parent_columns(level);
    assert_eq!(
        parents.iter().map(|&(name, _)| name).collect::<Vec<_>>(),
        ["epci", "departement", "academie", "region"]
    );
    let mut columns = vec![key.as_str(), title.as_deref().unwrap()];
    columns.extend(parents.iter().map(|&(_, column)| column));
    let around =
        Surroundings { folder: recipe.folder(), bounds: recipe.bounds, close_below: 50_000.0, progress: &|_| () };
    read_areas(around, &sources[0], &columns, complaints).unwrap()
}

#[test]
fn france_has_its_territories_points_and_figures() {
    let recipe = recipe();
    let mut complaints = Complaints::default();
    let communes = communes(&recipe, &mut complaints);
    assert_eq!(communes.len(), 34_875);
    assert!(communes.iter().all(|area| area.values[0].is_some() && area.values[3].is_some()));
    assert_eq!(communes.iter().filter(|area| area.values[2].is_none()).count(), 4, "islands without an EPCI");
    let points = read_points(&recipe.points[0], recipe.folder(), &mut complaints).unwrap();
    assert_eq!(points.rows.len(), 5_031);
    for (level, count) in [("regions", 18), ("academies", 30), ("departements", 101), ("epci", 1_255)] {
        let level = recipe.level(level).unwrap();
        let Shapes::Dissolve { names: Some(names), .. } = &level.shapes else { panic!("{} is dissolved", level.name) };
        let names = read_names(names, &level.fields, recipe.folder(), &mut complaints).unwrap();
        assert_eq!(names.len(), count);
    }
    assert_eq!(complaints.counts().collect::<Vec<_>>(), [(ComplaintKind::RepeatedPoint, 1)]);
    let mut codes: Vec<&str> = communes.iter().filter_map(|area| area.values[0].as_deref()).collect();
    codes.sort_unstable();
    let find = |code: &str| codes.binary_search(&code).ok().map(|at| at as u32);
    let mut sums = std::collections::BTreeMap::new();
    for table in &recipe.tables {
        for figures in read_figures(&recipe, table, find, &mut complaints).unwrap() {
            assert!(figures.values.is_sorted_by(|one, other| one.0 < other.0));
            let known: Vec<f64> = figures.values.iter().filter_map(|(_, figure)| figure.value()).collect();
            sums.insert((figures.indicator, figures.year), (known.len(), known.iter().sum::<f64>()));
        }
    }
    assert_eq!(sums[&("population".to_owned(), 2023)], (34_875, 68_350_798.0));
    assert_eq!(sums[&("pop".to_owned(), 2021)], (34_847, 67_313_254.0));
    assert_eq!(sums[&("pop_0_19".to_owned(), 2021)], (34_847, 15_987_131.0));
    assert_eq!(
        complaints.counts().map(|(kind, _)| kind).collect::<Vec<_>>(),
        [ComplaintKind::RepeatedPoint, ComplaintKind::UnknownCode]
    );
}

#[test]
fn every_file_that_is_read_is_listed() {
    let recipe = recipe();
    let files = recipe.source_files();
    assert_eq!(files.len(), 14);
    assert!(files.contains(&recipe.path().to_owned()));
    assert!(files.iter().all(|file| file.is_file()));
}
