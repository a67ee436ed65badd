use crate::geo::{GridPoint, Polygon};

/// The rings of a polygon, prepared for asking how far away they are.
pub(super) struct Outline {
    edges: Vec<Edge>,
    blocks: Vec<Block>,
}

/// From a point, by a step, with 1 / (length of the step)².
struct Edge {
    from: [f64; 2],
    step: [f64; 2],
    inverse: f64,
}

/// Edges of one ring that follow each other, and their box.
struct Block {
    first: usize,
    end: usize,
    min: [f64; 2],
    max: [f64; 2],
}

/// Edges of a block, at most: fewer make more boxes to look at, more make more edges to look at in vain.
const BLOCK: usize = 16;

/// How far a point is from the rings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest {
    /// In cells of the grid, negative outside the polygon.
    pub(super) distance: f64,
    /// The block that is nearest: a good first guess for points nearby.
    pub(super) block: usize,
}

impl Outline {
    /// An outline with at least one edge; none of rings without length.
    pub(super) fn new(polygon: &Polygon<GridPoint>) -> Option<Outline> {
        let mut outline = Outline { edges: Vec::new(), blocks: Vec::new() };
        for ring in polygon {
            let start = outline.edges.len();
            let next = ring.iter().cycle().skip(1);
            outline
                .edges
                .extend(ring.iter().zip(next).filter(|(from, to)| from != to).map(|(from, to)| Edge::new(*from, *to)));
            let edges = &outline.edges[start..];
            outline.blocks.extend(edges.chunks(BLOCK).enumerate().map(|(number, edges)| {
                let first = start + number * BLOCK;
                let ends = || edges.iter().flat_map(|edge| [edge.from, edge.to()]);
                let corner = |pick: fn(f64, f64) -> f64, start: f64| {
                    ends().fold([start; 2], |corner, end| [pick(corner[0], end[0]), pick(corner[1], end[1])])
                };
                Block {
                    first,
                    end: first + edges.len(),
                    min: corner(f64::min, f64::INFINITY),
                    max: corner(f64::max, f64::NEG_INFINITY),
                }
            }));
        }
        (!outline.edges.is_empty()).then_some(outline)
    }

    /// The corners of the box around all rings.
    pub(super) fn bounds(&self) -> ([f64; 2], [f64; 2]) {
        let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        self.blocks.iter().fold(start, |(min, max), block| {
            ([0, 1].map(|axis| min[axis].min(block.min[axis])), [0, 1].map(|axis| max[axis].max(block.max[axis])))
        })
    }

    /// How far a point is from the rings; `guess` is the block to look at first.
    pub(super) fn nearest(&self, point: [f64; 2], guess: usize) -> Nearest {
        let mut found = (self.squared_distance(guess, point), guess);
        let mut inside = false;
        for (number, block) in self.blocks.iter().enumerate() {
            inside ^= self.is_crossed(block, point);
            if number != guess && block.squared_distance(point) < found.0 {
                let squared = self.squared_distance(number, point);
                if squared < found.0 {
                    found = (squared, number);
                }
            }
        }
        let distance = found.0.sqrt();
        Nearest { distance: if inside { distance } else { -distance }, block: found.1 }
    }

    fn edges_of(&self, block: &Block) -> &[Edge] {
        &self.edges[block.first..block.end]
    }

    fn squared_distance(&self, block: usize, point: [f64; 2]) -> f64 {
        let squared = self.edges_of(&self.blocks[block]).iter().map(|edge| edge.squared_distance(point));
        squared.fold(f64::INFINITY, f64::min)
    }

    /// Whether the half-line from a point to the right crosses an odd number of the block's edges.
    fn is_crossed(&self, block: &Block, point: [f64; 2]) -> bool {
        let edges = self.edges_of(block);
        if point[1] < block.min[1] || block.max[1] < point[1] || block.max[0] < point[0] {
            return false;
        }
        if point[0] < block.min[0] {
            // All crossings are to the right: the ends of the chain tell whether they are odd.
            let (from, to) = (edges[0].from, edges[edges.len() - 1].to());
            return (from[1] <= point[1]) != (to[1] <= point[1]);
        }
        edges.iter().filter(|edge| edge.is_crossed(point)).count() % 2 == 1
    }
}

impl Edge {
    fn new(from: GridPoint, to: GridPoint) -> Edge {
        let [from, to] = [from, to].map(|point| [f64::from(point.x), f64::from(point.y)]);
        let step = [to[0] - from[0], to[1] - from[1]];
        Edge { from, step, inverse: 1.0 / (step[0] * step[0] + step[1] * step[1]) }
    }

    /// Its other end: exact, since grids have fewer cells than doubles have digits.
    fn to(&self) -> [f64; 2] {
        [self.from[0] + self.step[0], self.from[1] + self.step[1]]
    }

    #[inline]
    fn squared_distance(&self, point: [f64; 2]) -> f64 {
        let (x, y) = (point[0] - self.from[0], point[1] - self.from[1]);
        let part = ((x * self.step[0] + y * self.step[1]) * self.inverse).clamp(0.0, 1.0);
        let (x, y) = (x - part * self.step[0], y - part * self.step[1]);
        x * x + y * y
    }

    fn is_crossed(&self, point: [f64; 2]) -> bool {
        let (above, below) = (self.from[1] <= point[1], self.to()[1] <= point[1]);
        if above == below {
            return false;
        }
        let part = (point[1] - self.from[1]) / self.step[1];
        point[0] < self.from[0] + part * self.step[0]
    }
}

impl Block {
    #[inline]
    fn squared_distance(&self, point: [f64; 2]) -> f64 {
        let away = |axis: usize| (self.min[axis] - point[axis]).max(point[axis] - self.max[axis]).max(0.0);
        away(0) * away(0) + away(1) * away(1)
    }
}
