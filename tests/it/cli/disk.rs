//! Folders that cannot be written, and disks that are full.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::{check_served, files};
use crate::common::program;
use crate::lilliput::{Lilliput, Told};

/// The user called nobody.
const NOBODY: u32 = 65_534;

/// Sources that anybody can read.
fn open_to_all() -> Lilliput {
    let lilliput = Lilliput::new();
    set_mode(&lilliput.path(""), 0o755);
    lilliput
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode can be set");
}

/// A build by somebody whom permissions bind: they do not bind root.
fn build_as_a_user(lilliput: &Lilliput) -> Told {
    let is_root = fs::metadata(lilliput.path("recipe.toml")).expect("a file").uid() == 0;
    if !is_root {
        return lilliput.build(&[]);
    }
    // The program may lie where only root looks.
    let copy = lilliput.path("maillage");
    fs::copy(program().get_program(), &copy).expect("the program can be copied");
    set_mode(&copy, 0o755);
    let mut command = Command::new(copy);
    command.arg("build").arg(lilliput.path("recipe.toml")).arg("--out").arg(lilliput.out());
    Told::of(command.uid(NOBODY).gid(NOBODY))
}

#[test]
fn a_read_only_folder_is_told_and_what_was_there_is_served() {
    let lilliput = open_to_all();
    lilliput.build(&["--quiet"]).done();
    let (before, version) = (files(&lilliput.out()), check_served(&lilliput.out()));
    set_mode(&lilliput.out(), 0o555);
    lilliput.replace("provinces.csv", "Beta", "Gamma");
    let told = build_as_a_user(&lilliput);
    set_mode(&lilliput.out(), 0o755);
    told.refused(&["cannot be written", "ermission denied", "what was published before is still there"]);
    assert_eq!(files(&lilliput.out()), before);
    assert_eq!(check_served(&lilliput.out()), version);
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let lilliput = open_to_all();
    set_mode(&lilliput.path(""), 0o555);
    let told = build_as_a_user(&lilliput);
    set_mode(&lilliput.path(""), 0o755);
    told.refused(&["cannot be written", "ermission denied"]);
    assert!(!lilliput.out().exists());
    for place in [lilliput.path("recipe.toml/out"), lilliput.path("recipe.toml"), "/proc/maillage/out".into()] {
        let told = Told::of(&mut lilliput.command_to(&place, &[]));
        told.refused(&["the folder", "cannot be written", "name another folder with --out"]);
    }
}

#[test]
fn a_limit_on_file_sizes_ends_a_build_in_a_sentence() {
    let lilliput = Lilliput::new();
    let report = lilliput.build(&["--json"]).done().json();
    let (before, version) = (files(&lilliput.out()), check_served(&lilliput.out()));
    lilliput.replace("provinces.csv", "Beta", "Gamma");
    let blocks = report["atlas"]["bytes"].as_u64().expect("a size") / 512;
    for limit in [0, 1, blocks / 4, blocks / 2, blocks - 1] {
        // Without the trap the kernel would end the program with a signal.
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" build \"$1\" --out \"$2\""));
        shell.arg(program().get_program()).arg(lilliput.path("recipe.toml")).arg(lilliput.out());
        Told::of(&mut shell).refused(&["cannot be written", "File too large", "make room or name another folder"]);
        assert_eq!(files(&lilliput.out()), before, "at {limit} blocks");
        assert_eq!(check_served(&lilliput.out()), version);
    }
    lilliput.build(&["--quiet"]).done();
    assert_ne!(check_served(&lilliput.out()), version);
}

/// Builds on a disk of `$4` KiB, then something else, and checks what is there. Prints a line for each step.
const FULL_DISK: &str = r#"
program=$0 recipe=$1 out=$2 names=$3
mkdir -p "$out" && mount -t tmpfs -o "size=$4k" tmpfs "$out" || exit 77
"$program" build "$recipe" --out "$out" --quiet || exit 78
before=$(cat "$out/lilliput.json")
sed -i s/Beta/Gamma/ "$names"
"$program" build "$recipe" --out "$out" --quiet
echo "code $?"
"$program" verify "$out" || echo "not verified"
if [ "$before" = "$(cat "$out/lilliput.json")" ]; then echo kept; else echo replaced; fi
ls -A "$out" | grep -c tmp
"#;

#[test]
fn a_full_disk_ends_a_build_in_a_sentence() {
    let one_pair: u64 = {
        let lilliput = Lilliput::new();
        let report = lilliput.build(&["--json"]).done().json();
        ["atlas", "almanac"].iter().filter_map(|file| report[file]["bytes"].as_u64()).sum::<u64>() / 1024
    };
    let (mut kept, mut replaced) = (0, 0);
    for room in (one_pair + 16..one_pair * 2 + 64).step_by(8) {
        let lilliput = Lilliput::new();
        let mut command = Command::new("unshare");
        if fs::metadata(lilliput.path("recipe.toml")).expect("a file").uid() != 0 {
            command.args(["--user", "--map-root-user"]);
        }
        command.args(["--mount", "sh", "-c", FULL_DISK]).arg(program().get_program());
        command.arg(lilliput.path("recipe.toml")).arg(lilliput.out()).arg(lilliput.path("provinces.csv"));
        let told = Told::of(command.arg(room.to_string()));
        if kept + replaced == 0 && told.sentence.contains("unshare:") || told.code == Some(77) {
            // The limit on file sizes, tested above, goes the same way through the program.
            eprintln!("no disk can be mounted here, so none was filled: {}", told.sentence);
            return;
        }
        if told.code == Some(78) {
            continue;
        }
        let lines: Vec<&str> = told.out.lines().collect();
        assert!(!told.out.contains("not verified"), "{told:?}");
        match lines[..] {
            ["code 0", _, "replaced", "0"] => replaced += 1,
            ["code 1", _, "kept", "0"] => {
                kept += 1;
                assert!(told.sentence.contains("cannot be written"), "{told:?}");
                assert!(told.sentence.replace(' ', "").contains("Nospaceleftondevice"), "{told:?}");
            }
            _ => panic!("with room for {room} KiB: {told:?}"),
        }
    }
    assert!(kept > 0 && replaced > 0, "{kept} builds found no room and {replaced} found some");
}
