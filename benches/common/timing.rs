//! Times contestants in turns, so that what else the machine does falls on all of them alike.

use std::time::{Duration, Instant};

/// Turns of each contestant.
const ROUNDS: usize = 21;

/// How long a turn takes at least.
const TURN: Duration = Duration::from_millis(4);

/// Nanoseconds that one run of each contestant takes: the median of its turns.
pub(crate) fn race(contestants: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let runs: Vec<u32> = contestants.iter_mut().map(|work| runs_of_a_turn(*work)).collect();
    let mut turns = vec![Vec::with_capacity(ROUNDS); contestants.len()];
    for _ in 0..ROUNDS {
        for ((work, &runs), turns) in contestants.iter_mut().zip(&runs).zip(&mut turns) {
            let start = Instant::now();
            for _ in 0..runs {
                work();
            }
            turns.push(start.elapsed().as_nanos() as f64 / f64::from(runs));
        }
    }
    turns.into_iter().map(median).collect()
}

fn runs_of_a_turn(work: &mut dyn FnMut()) -> u32 {
    let mut runs = 1;
    loop {
        let start = Instant::now();
        for _ in 0..runs {
            work();
        }
        if start.elapsed() >= TURN {
            return runs;
        }
        runs *= 2;
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
