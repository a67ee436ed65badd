use super::WorldPoint;

/// What surrounds a territory: closed rings, open in memory (the last point is not the first). The territory lies
/// on their left in the sense that makes exterior rings of MVT positive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Border {
    pub rings: Vec<Vec<WorldPoint>>,
}

impl Border {
    /// Adds a ring and winds it: positive for a shell, negative for a hole. Points that repeat the one before are left
    /// out; false when nothing with an area is left.
    pub fn add(&mut self, mut ring: Vec<WorldPoint>, shell: bool) -> bool {
        ring.dedup();
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        let area = double_world_area(&ring);
        if ring.len() < 3 || area == 0 {
            return false;
        }
        if (area > 0) != shell {
            ring.reverse();
        }
        self.rings.push(ring);
        true
    }

    /// Smallest box on the world grid: west, north, east, south. None without rings.
    pub fn bounds(&self) -> Option<[u32; 4]> {
        bounds(self.rings.iter().flatten())
    }

    /// Whether a point lies inside, or on the western or northern side of the border. Rings count by the way they are
    /// wound, so that what several shells go around is inside.
    pub fn holds(&self, point: WorldPoint) -> bool {
        let mut turns = 0;
        for ring in &self.rings {
            for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                if is_crossed_westwards(point, *from, *to) {
                    turns += if to.y < from.y { 1 } else { -1 };
                }
            }
        }
        turns > 0
    }
}

/// Smallest box around points: west, north, east, south. None without points.
pub(crate) fn bounds<'a>(points: impl Iterator<Item = &'a WorldPoint>) -> Option<[u32; 4]> {
    points.fold(None, |found, point| {
        let [west, north, east, south] = found.unwrap_or([point.x, point.y, point.x, point.y]);
        Some([west.min(point.x), north.min(point.y), east.max(point.x), south.max(point.y)])
    })
}

/// Whether the half-line from a point to the west meets the edge between two others.
pub(crate) fn is_crossed_westwards(point: WorldPoint, from: WorldPoint, to: WorldPoint) -> bool {
    if (from.y <= point.y) == (to.y <= point.y) {
        return false;
    }
    let (x, y) = (i128::from(point.x), i128::from(point.y));
    let ((x1, y1), (x2, y2)) = ((i128::from(from.x), i128::from(from.y)), (i128::from(to.x), i128::from(to.y)));
    let cross = (x1 - x) * (y2 - y) - (x2 - x) * (y1 - y);
    (cross < 0) == (y2 > y1)
}

/// Twice the area of a ring on the world grid: positive for one that exterior rings of MVT would be.
pub fn double_world_area(ring: &[WorldPoint]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(one, other)| i128::from(one.x) * i128::from(other.y) - i128::from(other.x) * i128::from(one.y))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn border(points: &[(u32, u32)]) -> Border {
        Border { rings: vec![points.iter().map(|&(x, y)| WorldPoint { x, y }).collect()] }
    }

    #[test]
    fn a_border_tells_what_it_holds() {
        let around = [(0, 0), (9, 0), (9, 9), (0, 9)];
        let hole = [(3, 3), (3, 6), (6, 6), (6, 3)];
        let border = Border { rings: [border(&around).rings, border(&hole).rings].concat() };
        let holds = |x, y| border.holds(WorldPoint { x, y });
        assert!(holds(1, 1) && holds(8, 4) && holds(2, 5));
        assert!(!holds(4, 4) && !holds(10, 4) && !holds(4, 20));
        let beside = [(5, 0), (14, 0), (14, 9), (5, 9)].map(|(x, y)| WorldPoint { x, y }).to_vec();
        let twice = Border { rings: [border.rings[..1].to_vec(), vec![beside]].concat() };
        let holds = |x, y| twice.holds(WorldPoint { x, y });
        assert!(holds(2, 2) && holds(7, 2) && holds(12, 2) && !holds(15, 2), "what two shells hold is held");
    }

    #[test]
    fn rings_are_wound_whatever_the_source_does() {
        let corners = [(0, 0), (0, 5), (5, 5), (5, 5), (5, 0), (0, 0)].map(|(x, y)| WorldPoint { x, y }).to_vec();
        let turned: Vec<WorldPoint> = corners.iter().rev().copied().collect();
        for ring in [corners, turned] {
            let mut border = Border::default();
            assert!(border.add(ring.clone(), true) && border.add(ring, false));
            assert_eq!(border.rings.iter().map(|ring| double_world_area(ring)).collect::<Vec<_>>(), [50, -50]);
            assert!(!border.add(vec![WorldPoint { x: 1, y: 1 }, WorldPoint { x: 3, y: 1 }], true));
        }
    }
}
