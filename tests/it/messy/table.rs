//! A table from a seed, with what it truly says.

use std::collections::BTreeMap;

use super::faults::{Fault, Faults};
use super::written::{Encoding, Style, pick};
use crate::random::Random;

/// What a table truly says of a commune.
#[derive(Clone, Debug, Default)]
pub(super) struct Truth {
    /// None where it says nothing, or that there is none.
    pub(super) figure: Option<f64>,
    /// Whether something stands there that is no figure and that nobody has declared.
    pub(super) is_junk: bool,
    /// Lines of the file in which it stands.
    pub(super) lines: Vec<u64>,
    /// Its code as these lines have it.
    pub(super) codes: Vec<String>,
}

pub(super) struct MessyTable {
    pub(super) seed: u64,
    pub(super) file: String,
    pub(super) bytes: Vec<u8>,
    /// Its part of the recipe.
    pub(super) recipe: String,
    /// By indicator and code.
    pub(super) truths: BTreeMap<String, BTreeMap<String, Truth>>,
}

/// The communes of all tables.
pub(super) fn codes() -> Vec<String> {
    (1..=6).flat_map(|dep| (1..=10).map(move |number| format!("{dep:02}{number:03}"))).collect()
}

/// A row before it is written: its code, its name, its two figures, and a number that nobody asks for.
#[derive(Clone)]
pub(super) struct Record {
    code: String,
    name: String,
    cells: [Cell; 2],
    year: i64,
}

#[derive(Clone)]
enum Cell {
    /// Digits without the decimal mark.
    Number(i64),
    Absent(&'static str),
    Junk(&'static str),
}

const MARKERS: &str = "absences = { secret = [\"s\"], not_communicated = [\"nd\", \"-\"] }";
const JUNK: [&str; 7] = ["n.c.", "?", "12 %", "1.2.3", "#REF!", "env. 50", "-999999"];
const NAMES: [&str; 8] = [
    "Bourg-en-Bresse",
    "Saint-Étienne",
    "L'Haÿ",
    "Le \"Petit\" Bourg",
    "Ville\nbasse",
    "Nantua; haut, bas|là",
    "12",
    "",
];

impl MessyTable {
    pub(super) fn new(seed: u64) -> MessyTable {
        let mut random = Random::new(seed.wrapping_mul(0x2545_F491).wrapping_add(14));
        let random = &mut random;
        let style = Style::new(random);
        let faults = Faults::new(random);
        let decimals = [0, 0].map(|_: u8| pick(random, &[0, 0, 1, 2, 2]));
        let digits = [0, 0].map(|_: u8| pick(random, &[90, 2_000, 400_000, 90_000_000]));
        let loses_zeros = random.below(4) == 0;
        let mut order: Vec<usize> = (0..5).collect();
        (0..5).for_each(|at| order.swap(at, random.below(5) as usize));

        let mut writer =
            Writer { style, order, decimals, text: String::new(), line: 1, truths: [0, 1].map(|_| BTreeMap::new()) };
        writer.preamble(random);
        writer.header();
        for (place, code) in codes().into_iter().enumerate() {
            if random.below(12) == 0 {
                continue;
            }
            let record = Record::new(random, &writer.style, code, digits, decimals);
            let fault = faults.of_row(random, place);
            writer.record(random, &record, loses_zeros, fault);
        }
        writer.footer(random);
        let bytes = writer.style.encode(&writer.text);
        let (file, [first, second]) = (format!("t{seed}.csv"), writer.truths);
        let truths = BTreeMap::from([(format!("a{seed}"), first), (format!("b{seed}"), second)]);
        MessyTable { seed, recipe: recipe(seed, &file, decimals, random), file, bytes, truths }
    }
}

fn recipe(seed: u64, file: &str, decimals: [u32; 2], random: &mut Random) -> String {
    let mut recipe = String::new();
    for (name, decimals) in [("a", decimals[0]), ("b", decimals[1])] {
        let label = "{ fr = \"x\", en = \"x\" }";
        recipe.push_str(&format!("\n[[indicator]]\nid = \"{name}{seed}\"\nlabel = {label}\nkind = \"index\"\n"));
        if random.below(2) == 0 {
            recipe.push_str(&format!("decimals = {decimals}\n"));
        }
    }
    recipe
        + &format!(
            "\n[[table]]\nfile = \"{file}\"\nlevel = \"communes\"\nkey = \"code\"\nyear = 2020\ncodes = [\"pad\"]\n\
             columns = {{ a{seed} = \"first\", b{seed} = \"second\" }}\nsource = \"\"\nlicence = \"\"\n{MARKERS}\n"
        )
}

impl Record {
    fn new(random: &mut Random, style: &Style, code: String, digits: [i64; 2], decimals: [u32; 2]) -> Record {
        let cells = [0, 1].map(|at: usize| match random.below(20) {
            0 => Cell::Absent(pick(random, &["", "", "s", "nd", "-"])),
            _ => Cell::Number(random.below(digits[at] as u64) as i64 * if decimals[at] == 1 { 3 } else { 1 }),
        });
        let letters = if style.encoding == Encoding::Windows1252 {
            ["Cœur", "Prix €", "L’Isle"]
        } else {
            ["Été", "Ça", "Noël"]
        };
        let name = if random.below(3) == 0 { pick(random, &letters) } else { pick(random, &NAMES) };
        Record { code, name: name.to_owned(), cells, year: 1990 + random.below(30) as i64 }
    }
}

/// Writes a table line by line, and keeps what it says.
struct Writer {
    style: Style,
    /// Places of code, name, the two figures and the year.
    order: Vec<usize>,
    decimals: [u32; 2],
    text: String,
    line: u64,
    truths: [BTreeMap<String, Truth>; 2],
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.line += text.matches('\n').count() as u64;
        self.text.push_str(text);
    }

    fn preamble(&mut self, random: &mut Random) {
        for _ in 0..random.below(4).saturating_sub(1) {
            let end = self.style.line_end;
            let line = pick(random, &["Recensement 2020", "", "Source : Insee ; 2020", "Communes, en nombre"]);
            self.push(&format!("{line}{end}"));
        }
    }

    fn header(&mut self) {
        let names = ["code", "name", "first", "second", "year"].map(|name| self.style.field(name));
        let line = self.style.line(&self.ordered(&names), true);
        self.push(&line);
    }

    fn ordered(&self, fields: &[String]) -> Vec<String> {
        self.order.iter().map(|&place| fields[place].clone()).collect()
    }

    fn record(&mut self, random: &mut Random, record: &Record, loses_zeros: bool, fault: Option<Fault>) {
        let mut record = record.clone();
        if let Some(Fault::Junk) = fault {
            record.cells[random.below(2) as usize] = Cell::Junk(pick(random, &JUNK));
        }
        if let Some(Fault::UnknownCode) = fault {
            let stranger =
                Record { code: pick(random, &["99999", "1001.0", "Total", "9901"]).to_owned(), ..record.clone() };
            self.row(&stranger, false, None, false);
        }
        self.row(&record, loses_zeros, fault, true);
        match fault {
            Some(Fault::Repeated) => self.row(&record, loses_zeros, None, true),
            Some(Fault::Contradicted) => {
                record.cells = record.cells.map(|cell| match cell {
                    Cell::Number(digits) => Cell::Number(digits + 1),
                    other => other,
                });
                self.row(&record, loses_zeros, None, true);
            }
            _ => {}
        }
    }

    fn row(&mut self, record: &Record, loses_zeros: bool, fault: Option<Fault>, is_known: bool) {
        let code = if loses_zeros { record.code.trim_start_matches('0') } else { &record.code };
        if is_known {
            for (truths, (cell, decimals)) in self.truths.iter_mut().zip(record.cells.iter().zip(self.decimals)) {
                let truth = truths.entry(record.code.clone()).or_default();
                truth.lines.push(self.line);
                truth.codes.push(code.to_owned());
                match cell {
                    Cell::Number(digits) => truth.figure = Some(*digits as f64 / 10f64.powi(decimals as i32)),
                    Cell::Junk(_) => truth.is_junk = true,
                    Cell::Absent(_) => {}
                }
            }
        }
        let cell = |at: usize| match record.cells[at] {
            Cell::Number(digits) => self.style.number(digits, self.decimals[at]),
            Cell::Absent(text) | Cell::Junk(text) => text.to_owned(),
        };
        let fields = [code.to_owned(), record.name.clone(), cell(0), cell(1), record.year.to_string()];
        let mut fields = fields.map(|field| self.style.field(&field));
        if let Some(raw) = fault.and_then(|fault| fault.name(self.style.delimiter)) {
            fields[1] = raw;
        }
        let mut fields = self.ordered(&fields);
        if let Some(Fault::Short) = fault {
            fields.pop();
        }
        let line = self.style.line(&fields, false);
        self.push(&line);
    }

    fn footer(&mut self, random: &mut Random) {
        let end = self.style.line_end;
        match random.below(4) {
            0 => self.push(&format!("{end}{end}* chiffres provisoires{end}")),
            1 => self.push(end),
            _ => {}
        }
    }
}
