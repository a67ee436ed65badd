use super::borders::{self, BorderLines};
use super::families::Family;
use super::levels::OpenLevel;
use super::territories::Territories;
use super::{BuildError, Progress, points};
use crate::atlas::AtlasWriter;
use crate::ingest::{Complaints, Recipe};
use crate::mesh::Cascade;

/// Writes all layers, levels first, then points, each in the recipe's order, then labels and border lines.
pub(super) fn write(
    recipe: &Recipe,
    territories: &Territories,
    families: &[Family],
    writer: &mut AtlasWriter,
    complaints: &mut Complaints,
    progress: &dyn Progress,
) -> Result<(), BuildError> {
    let mut open: Vec<OpenLevel> = Vec::new();
    for (number, level) in recipe.levels.iter().enumerate() {
        let extents = families.iter().find_map(|family| {
            let place = family.levels.iter().position(|&it| it == number)?;
            Some(&family.extents[place][..])
        });
        let made = &territories.0[number];
        let parent_levels = recipe.parent_levels(&made.parents);
        open.push(OpenLevel::begin(level, made, parent_levels, extents.unwrap_or_default(), writer)?);
    }
    let mut lines = Vec::new();
    for family in families {
        let mut borders = BorderLines::new(recipe, territories, family);
        write_zooms(recipe, family, &mut open, &mut borders, writer, progress)?;
        lines.push(borders);
    }
    for points in &recipe.points {
        progress.stage(&format!("placing {}", points.name), 1);
        points::write(recipe, points, territories, &open, writer, complaints)?;
        progress.step();
    }
    // Labels come last, so that levels and points are numbered first.
    for (number, level) in open.into_iter().enumerate() {
        level.write_labels(number as u16, writer)?;
    }
    for (number, (lines, family)) in lines.into_iter().zip(families).enumerate() {
        lines.write(&borders::name_of(number, &recipe.levels[family.base].name), writer)?;
    }
    Ok(())
}

/// Draws the levels of a family at every zoom, from the highest down.
fn write_zooms(
    recipe: &Recipe,
    family: &Family,
    open: &mut [OpenLevel],
    lines: &mut BorderLines<'_>,
    writer: &mut AtlasWriter,
    progress: &dyn Progress,
) -> Result<(), BuildError> {
    let zooms = |level: usize| recipe.levels[level].zooms;
    let highest = family.levels.iter().map(|&level| zooms(level).max).max().unwrap_or(0);
    let lowest = family.levels.iter().map(|&level| zooms(level).min).min().unwrap_or(0);
    let base = &recipe.levels[family.base].name;
    progress.stage(&format!("drawing {base} and what is made of them"), u64::from(highest - lowest) + 1);
    let mut cascade = Cascade::new(&family.coverage.mesh, &family.groupings, recipe.mesh.simplify);
    for zoom in (lowest..=highest).rev() {
        let shown: Vec<usize> =
            (0..family.levels.len()).filter(|&place| zooms(family.levels[place]).contains(zoom)).collect();
        if !shown.is_empty() {
            let borders = cascade.at(zoom, &shown);
            for &place in &shown {
                open[family.levels[place]].write_zoom(zoom, &borders.edges, &borders.groupings[place], writer)?;
            }
            lines.add(zoom, &borders);
        }
        progress.step();
    }
    family.levels.iter().for_each(|&level| open[level].end(writer));
    Ok(())
}
