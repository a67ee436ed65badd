//! Building the example with the program itself: seconds, processor time, and the most memory it held; first whole, then
//! with 20 indicators of 5 years more, of which one table has changed. Needs Linux's /proc.

#[path = "common/child.rs"]
mod child;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const RUNS: usize = 3;

const INDICATORS: usize = 20;
const YEARS: [i32; 5] = [2018, 2019, 2020, 2021, 2022];

fn main() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/france");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    println!("\nmaillage build data/france/recipe.toml");
    println!("{:>14} {:>9} {:>13} {:>12}", "run", "seconds", "CPU seconds", "memory MB");
    for run in 1..=RUNS {
        let folder = target.join(format!("bench-build-{run}"));
        let _ = fs::remove_dir_all(&folder);
        build(&run.to_string(), &example.join("recipe.toml"), &folder);
        let _ = fs::remove_dir_all(&folder);
    }
    let folder = target.join("bench-figures");
    let _ = fs::remove_dir_all(&folder);
    let recipe = larger(&example, &folder.join("sources"));
    println!(
        "\nthe same with {INDICATORS} indicators of {} years more, one table changed from run to run",
        YEARS.len()
    );
    let out = folder.join("out");
    build("from nothing", &recipe, &out);
    for run in 1..=RUNS {
        fs::write(folder.join("sources/made_2022.csv"), table(&example, 2022, run)).expect("a table can be written");
        build(&format!("figures {run}"), &recipe, &out);
    }
    let _ = fs::remove_dir_all(&folder);
}

fn build(name: &str, recipe: &Path, folder: &Path) {
    let mut build = Command::new(env!("CARGO_BIN_EXE_maillage"));
    build.arg("build").arg(recipe).arg("--out").arg(folder).arg("--quiet");
    let child::Usage { seconds, processor_seconds, peak_megabytes } = child::measure(&mut build);
    println!("{name:>14} {seconds:>9.1} {processor_seconds:>13.1} {peak_megabytes:>12.0}");
}

/// The example in a folder of its own, with more indicators. Returns its recipe.
fn larger(example: &Path, folder: &Path) -> PathBuf {
    fs::create_dir_all(folder.join("indicators")).expect("a folder for the sources");
    for part in ["", "indicators"] {
        for entry in fs::read_dir(example.join(part)).expect("the example").flatten().filter(|it| it.path().is_file()) {
            fs::copy(entry.path(), folder.join(part).join(entry.file_name())).expect("a source can be copied");
        }
    }
    let mut recipe = fs::read_to_string(folder.join("recipe.toml")).expect("the recipe");
    let columns: Vec<String> = (0..INDICATORS).map(|number| format!("made_{number}")).collect();
    for column in &columns {
        let label = format!("{{ fr = \"{column}\", en = \"{column}\" }}");
        let _ = write!(recipe, "\n[[indicator]]\nid = \"{column}\"\nlabel = {label}\nkind = \"count\"\n");
    }
    for year in YEARS {
        fs::write(folder.join(format!("made_{year}.csv")), table(example, year, 0)).expect("a table can be written");
        let columns: Vec<String> = columns.iter().map(|column| format!("{column} = \"{column}\"")).collect();
        let columns = columns.join(", ");
        let _ = write!(
            recipe,
            "\n[[table]]\nfile = \"made_{year}.csv\"\nlevel = \"communes\"\nkey = \"code\"\nyear = {year}\n\
             columns = {{ {columns} }}\nsource = \"made up\"\nlicence = \"none\"\n"
        );
    }
    fs::write(folder.join("recipe.toml"), recipe).expect("the recipe can be written");
    folder.join("recipe.toml")
}

/// Made-up figures of all communes in a year; other ones for another `turn`.
fn table(example: &Path, year: i32, turn: usize) -> String {
    let communes = fs::read_to_string(example.join("indicators/population_2023.csv")).expect("a table of the example");
    let mut out = String::from("code");
    for number in 0..INDICATORS {
        let _ = write!(out, ";made_{number}");
    }
    for (row, line) in communes.lines().skip(1).enumerate() {
        let code = line.split(';').next().unwrap_or_default();
        let _ = write!(out, "\n{code}");
        for number in 0..INDICATORS {
            let _ = write!(out, ";{}", (row * 7_919 + number * 104_729 + year as usize * 31 + turn) % 20_011);
        }
    }
    out.push('\n');
    out
}
