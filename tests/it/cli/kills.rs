//! Builds that are killed, and builds at once.

use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{check_served, files, verify};
use crate::lilliput::{Lilliput, Told};
use crate::random::Random;

#[test]
fn a_killed_build_leaves_a_whole_pair() {
    let lilliput = Lilliput::new();
    let begin = Instant::now();
    lilliput.build(&["--quiet"]).done();
    let usual = begin.elapsed();
    let mut random = Random::new(1726);
    let mut name = "Beta".to_owned();
    for turn in 0..40 {
        let next = format!("Beta{turn}");
        lilliput.replace("provinces.csv", &name, &next);
        lilliput.replace("figures.csv", "001;1", "001;10");
        name = next;
        let mut command = lilliput.command(&["--quiet"]);
        let mut child = command.stderr(Stdio::null()).spawn().expect("the program can be started");
        // From before it has begun to after it has ended.
        std::thread::sleep(Duration::from_micros(random.below(usual.as_micros() as u64 * 5 / 4)));
        let _ = child.kill();
        child.wait().expect("a child can be waited for");
        verify(&lilliput.out()).done();
        // Figures grow by a digit each time: now they are as short as at first.
        lilliput.write("figures.csv", "code;population;young\n001;1;0\n");
    }
    check_served(&lilliput.out());
    lilliput.replace("provinces.csv", &name, "Beta");
    // The table has one row now, and may have had six.
    lilliput.build(&["--quiet", "--accept-loss"]).done();
    check_served(&lilliput.out());
    let left = files(&lilliput.out());
    assert!(left.len() <= 5 && !left.iter().any(|name| name.ends_with(".tmp")), "swept up: {left:?}");
}

#[test]
fn a_killed_first_build_leaves_nothing_that_is_served() {
    let lilliput = Lilliput::new();
    let mut random = Random::new(1727);
    for _ in 0..10 {
        let _ = std::fs::remove_dir_all(lilliput.out());
        let mut child = lilliput.command(&["--quiet"]).spawn().expect("the program can be started");
        std::thread::sleep(Duration::from_micros(random.below(8_000)));
        let _ = child.kill();
        let ended = child.wait().expect("a child can be waited for");
        if files(&lilliput.out()).contains("lilliput.json") {
            verify(&lilliput.out()).done();
        } else {
            assert_ne!(ended.code(), Some(0));
            verify(&lilliput.out()).refused(&["maillage build"]);
        }
    }
    lilliput.build(&["--quiet"]).done();
    check_served(&lilliput.out());
}

#[test]
fn a_second_build_in_the_same_folder_is_refused() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let before = files(&lilliput.out());
    let lock = File::options().append(true).open(lilliput.out().join(".maillage.lock")).expect("the lock");
    lock.try_lock().expect("nobody builds");
    lilliput.replace("provinces.csv", "Beta", "Gamma");
    lilliput.build(&[]).refused(&["another build is writing to", "name another folder with --out"]);
    assert_eq!(files(&lilliput.out()), before);
    // Told outright: another test that starts a program at this moment has a copy of the open file until it runs.
    lock.unlock().expect("the lock is held");
    lilliput.build(&["--quiet"]).done();
    assert_ne!(files(&lilliput.out()), before);
}

#[test]
fn of_builds_at_once_one_wins_and_the_others_say_so() {
    let lilliput = Lilliput::new();
    let told: Vec<Told> = std::thread::scope(|scope| {
        let builds: Vec<_> = (0..8).map(|_| scope.spawn(|| lilliput.build(&["--quiet"]))).collect();
        builds.into_iter().map(|build| build.join().expect("a build")).collect()
    });
    let mut done = 0;
    for told in told {
        if told.code == Some(0) {
            done += 1;
        } else {
            told.refused(&["another build is writing to"]);
        }
    }
    assert!(done > 0);
    check_served(&lilliput.out());
}
