use miette::{Result, miette};

use super::cost::TileCost;
use super::weighed::Weighed;
use crate::gazetteer::counted;
use crate::gazetteer::grouped;
use crate::geo::TileId;

/// A tile that is heavier than the budget of its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Excess {
    pub(super) tile: TileId,
    /// What it weighs after gzip.
    pub(super) bytes: u64,
    /// How much of that is too much.
    pub(super) over: u64,
}

impl Excess {
    /// None where a tile keeps to a budget in bytes.
    pub(super) fn of(cost: &TileCost, budget: u64) -> Option<Excess> {
        let bytes = cost.gzip as u64;
        let over = bytes.checked_sub(budget).filter(|&over| over > 0)?;
        Some(Excess { tile: cost.tile, bytes, over })
    }

    fn line(&self, layer: &Weighed) -> String {
        let [bytes, over, budget] = [self.bytes, self.over, self.bytes - self.over].map(grouped);
        format!("{}/{}: {bytes} bytes, {over} over {budget}", layer.name(), address(self.tile))
    }
}

/// Tiles over a budget that are named.
pub(super) const SHOWN: usize = 20;

/// Passes when every tile keeps to its budget and nothing was left out of one.
///
/// # Errors
/// Names the tiles that are furthest over their budgets, and the layers with damaged features.
pub(super) fn check(weighed: &[Weighed]) -> Result<()> {
    let mut over: Vec<(&Weighed, &Excess)> =
        weighed.iter().flat_map(|layer| layer.over.iter().map(move |excess| (layer, excess))).collect();
    over.sort_by_key(|(_, excess)| std::cmp::Reverse(excess.over));
    let mut lines: Vec<String> = Vec::new();
    if !over.is_empty() {
        lines.push(format!("{} over budget", counted(over.len() as u64, "tile")));
    }
    lines.extend(over.iter().take(SHOWN).map(|(layer, excess)| excess.line(layer)));
    if over.len() > SHOWN {
        lines.push(format!("and {} more", grouped((over.len() - SHOWN) as u64)));
    }
    for layer in weighed {
        let skipped: u64 = layer.zooms.iter().map(|zoom| zoom.skipped).sum();
        if skipped > 0 {
            let (name, skipped) = (layer.name(), counted(skipped, "time"));
            lines.push(format!("{name}: damaged features left out {skipped}; run `maillage verify`"));
        }
    }
    if lines.is_empty() { Ok(()) } else { Err(miette!("{}", lines.join("\n"))) }
}

/// The address of a tile, `z/x/y`.
pub(super) fn address(tile: TileId) -> String {
    format!("{}/{}/{}", tile.zoom(), tile.x(), tile.y())
}
