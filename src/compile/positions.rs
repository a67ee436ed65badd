//! Where a point stands: at the position of its table, where that can be meant; else where it is meant, if that is
//! beyond doubt; else at its territory, or nowhere.
//!
//! A position near the territories of the map is taken as it stands. One that is far from all of them is looked at: read
//! in another way (exchanged, as radians, as degrees) it may lie where the point declares to be, in its commune or at least
//! in its département, or inside any territory if it declares none that is known. Two witnesses that agree are believed,
//! and the point is put there. Whatever else is far is believed only where nothing speaks against it, which both a
//! declared territory of the map and a possible other reading do.

use super::holders::{Declared, Fault, Holders};
use crate::geo::{LonLat, MERCATOR_END, WorldPoint};
use crate::ingest::{ComplaintKind, PointRow, PointsRecipe, Position, Written};

/// A place, and what had to be said of it; or why there is none, where that is a fault.
pub(super) type Verdict = Result<(WorldPoint, Option<Fault>), Option<Fault>>;

/// Judges the position of a point.
pub(super) fn judge(recipe: &PointsRecipe, holders: &Holders<'_>, point: &PointRow, declared: &Declared) -> Verdict {
    let written = match &point.position {
        Position::None => return Err(None),
        Position::Unread(kind, detail) => return Err(Some((*kind, detail.clone()))),
        Position::Written(written) => written,
    };
    // A map without territories tells nothing of a position, but that zero is none.
    let is_near = |place: LonLat| holders.places.as_ref().map(|places| places.is_near(place.project()));
    let is_taken = |place: &LonLat| is_near(*place).unwrap_or(!written.is_zero());
    if let Some(place) = written.place.filter(is_taken) {
        let moved = (place.lat.abs() > MERCATOR_END).then(|| {
            let detail = format!("{}; moved to {MERCATOR_END:.4}°", numbers(recipe, written));
            (ComplaintKind::BeyondMercator, detail)
        });
        return Ok((place.project(), moved));
    }
    if let Some(place) = written.wrapped().filter(is_taken) {
        let detail = format!("{}; read as {:.5}°", numbers(recipe, written), place.lon);
        return Ok((place.project(), Some((ComplaintKind::WrappedLongitude, detail))));
    }
    if let Some(meant) = understood(recipe, holders, declared, written) {
        return Ok(meant);
    }
    let (told, suspicion) = (numbers(recipe, written), suspicion(holders, written));
    match written.place {
        _ if written.is_zero() => Err(Some((ComplaintKind::ZeroPosition, told))),
        None if written.looks_projected() => {
            Err(Some((ComplaintKind::ProjectedPosition, format!("{told}{}", guess(holders, written)))))
        }
        None => Err(Some((ComplaintKind::BadPosition, format!("{told}: there is no such place")))),
        Some(_) if suspicion.is_some() || holders.is_declared(point, declared) => {
            Err(Some((ComplaintKind::FarPosition, told + &suspicion.unwrap_or_default())))
        }
        Some(place) => Ok((place.project(), Some((ComplaintKind::OutsideBounds, told)))),
    }
}

/// The one place where a far position can be meant, which agrees with what the point declares.
fn understood(
    recipe: &PointsRecipe,
    holders: &Holders<'_>,
    declared: &Declared,
    written: &Written,
) -> Option<(WorldPoint, Option<Fault>)> {
    let places = holders.places.as_ref()?;
    let mut meant = written.otherwise().into_iter().filter_map(|(how, place)| {
        let found = places.at(place.project())?;
        holders.agree(declared, found).then_some((how, place, found))
    });
    let (Some((how, place, found)), None) = (meant.next(), meant.next()) else { return None };
    let detail = format!("{}; {} it lies in {}", numbers(recipe, written), how.words(), holders.name(found));
    Some((place.project(), Some((how.kind(), detail))))
}

/// What a far position would be if it were read in another way, though the point declares otherwise.
fn suspicion(holders: &Holders<'_>, written: &Written) -> Option<String> {
    let places = holders.places.as_ref()?;
    let mut others = written.otherwise().into_iter();
    let (how, found) = others.find_map(|(how, place)| Some((how, places.at(place.project())?)))?;
    Some(format!("; {} it lies in {}, which it does not declare", how.words(), holders.name(found)))
}

/// The system in which numbers lie in a territory, as a hint for who writes the recipe.
fn guess(holders: &Holders<'_>, written: &Written) -> String {
    let Some(places) = &holders.places else { return String::new() };
    let found = written.in_likely_systems().find_map(|(crs, place)| Some((crs, places.at(place.project())?)));
    let hint = |crs| format!("`crs = \"{crs}\"` in the recipe says so");
    match found {
        Some((crs, found)) => format!("; in {crs} it lies in {}: {}", holders.name(found), hint(crs)),
        None => "; in none of the systems known here does it lie in a territory".to_owned(),
    }
}

/// The cells of a position, in a sentence.
fn numbers(recipe: &PointsRecipe, written: &Written) -> String {
    let ([x, y], crs) = (written.numbers, written.crs);
    let system = if crs.is_geographic() { String::new() } else { format!(" ({crs})") };
    recipe
        .position
        .as_ref()
        .map_or_else(String::new, |columns| format!("`{}` is {x}, `{}` is {y}{system}", columns.x, columns.y))
}
