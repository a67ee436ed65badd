use rustc_hash::FxHashMap;

/// Which territories of one level each label of a mesh stands for.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// For each label the number of a set in `sets`.
    of: Vec<u32>,
    /// Distinct sets of territories, each sorted; the first is empty.
    sets: Vec<Vec<u32>>,
}

impl Grouping {
    /// From the territories of each label, in the order of labels; label 0, the outside, has none.
    pub fn new(territories: impl Iterator<Item = Vec<u32>>) -> Grouping {
        let mut sets: Vec<Vec<u32>> = vec![Vec::new()];
        let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::from_iter([(Vec::new(), 0)]);
        let number = |mut set: Vec<u32>| {
            set.sort_unstable();
            set.dedup();
            *known.entry(set).or_insert_with_key(|set| {
                sets.push(set.clone());
                sets.len() as u32 - 1
            })
        };
        let of = territories.map(number).collect();
        Grouping { of, sets }
    }

    /// The same for other labels, each given by one of the present ones that it stands for. Sets keep their numbers.
    fn relabelled(&self, labels: &[u32]) -> Grouping {
        Grouping { of: labels.iter().map(|&label| self.of[label as usize]).collect(), sets: self.sets.clone() }
    }

    /// Number of labels.
    pub fn labels(&self) -> usize {
        self.of.len()
    }

    /// The number of the set of territories of a label: labels of one number are one for this level.
    pub fn set_of(&self, label: u32) -> u32 {
        self.of[label as usize]
    }

    /// The territories of a label: none, one, or several where an overlap was left.
    pub fn territories(&self, label: u32) -> &[u32] {
        self.set(self.set_of(label))
    }

    /// The territories of a set by its number.
    pub fn set(&self, number: u32) -> &[u32] {
        &self.sets[number as usize]
    }
}

/// Which labels are one for several levels together.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    of: Vec<u32>,
}

/// Numbers for cells, each known by its set of territories at every level; the outside of all is cell 0.
#[derive(Clone, Debug)]
pub struct CellNumbers {
    known: FxHashMap<Vec<u32>, u32>,
    sets: Vec<Vec<u32>>,
}

impl CellNumbers {
    /// For cells of so many levels.
    pub fn new(levels: usize) -> CellNumbers {
        let outside = vec![0; levels];
        CellNumbers { known: FxHashMap::from_iter([(outside.clone(), 0)]), sets: vec![outside] }
    }

    /// The cells of labels `0..count`. Cells met before keep their numbers.
    pub fn cells(&mut self, count: usize, levels: &[&Grouping]) -> Cells {
        let of = (0..count as u32).map(|label| {
            let sets: Vec<u32> = levels.iter().map(|grouping| grouping.set_of(label)).collect();
            *self.known.entry(sets).or_insert_with_key(|key| {
                self.sets.push(key.clone());
                self.sets.len() as u32 - 1
            })
        });
        Cells { of: of.collect() }
    }

    /// For each level the number of the set of territories of a cell.
    pub fn sets(&self, cell: u32) -> &[u32] {
        &self.sets[cell as usize]
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Never: there is always the outside.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }
}

impl Cells {
    /// The cell of a label.
    pub fn of(&self, label: u32) -> u32 {
        self.of[label as usize]
    }

    /// The groupings of labels as groupings of cells, of which there are `count`.
    pub fn regrouped(&self, groupings: &[Grouping], count: usize) -> Vec<Grouping> {
        let mut first = vec![0; count];
        for (label, &cell) in self.of.iter().enumerate().rev() {
            first[cell as usize] = label as u32;
        }
        groupings.iter().map(|grouping| grouping.relabelled(&first)).collect()
    }
}
