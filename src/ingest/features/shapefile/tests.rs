use std::fs;

use proptest::prelude::*;

use super::super::{Ring, Shape, open};
use super::*;

const SQUARE: [[f64; 2]; 5] = [[0.0, 0.0], [0.0, 2.0], [2.0, 2.0], [2.0, 0.0], [0.0, 0.0]];
const HOLE: [[f64; 2]; 4] = [[0.5, 0.5], [1.0, 0.5], [1.0, 1.0], [0.5, 0.5]];

/// The content of a record with rings, of one of the types of polygons.
fn polygon(kind: u32, rings: &[&[[f64; 2]]]) -> Vec<u8> {
    let points: usize = rings.iter().map(|ring| ring.len()).sum();
    let mut content = [&kind.to_le_bytes()[..], &[0; 32], &(rings.len() as u32).to_le_bytes()].concat();
    content.extend((points as u32).to_le_bytes());
    let mut start = 0;
    for ring in rings {
        content.extend((start as u32).to_le_bytes());
        start += ring.len();
    }
    content.extend(rings.iter().copied().flatten().flatten().flat_map(|number| number.to_le_bytes()));
    // Heights or measures: their range, and one for each point.
    if kind != 5 {
        content.extend(vec![0; 16 + 8 * points]);
    }
    content
}

/// A `.shp` with bytes of nothing before each record, and its `.shx`.
fn shapes(contents: &[Vec<u8>], gap: usize) -> (Vec<u8>, Vec<u8>) {
    let mut header = vec![0; 100];
    header[..4].copy_from_slice(&9994u32.to_be_bytes());
    let (mut shp, mut shx) = (header.clone(), header);
    for (content, number) in contents.iter().zip(1u32..) {
        shp.extend(vec![0xaa; gap]);
        let words = (content.len() as u32 / 2).to_be_bytes();
        shx.extend([(shp.len() as u32 / 2).to_be_bytes(), words].concat());
        shp.extend([number.to_be_bytes(), words].concat());
        shp.extend(content);
    }
    (shp, shx)
}

/// A `.dbf` with a code, a number, a date, a flag and a name; `deleted` are marked so.
fn table(names: &[&[u8]], language: u8, deleted: &[usize]) -> Vec<u8> {
    let fields: [(&[u8], u8, u8); 5] =
        [(b"code", b'C', 5), (b"n", b'N', 8), (b"jour", b'D', 8), (b"vrai", b'L', 1), (b"nom", b'C', 20)];
    let width = 1 + fields.iter().map(|(_, _, width)| usize::from(*width)).sum::<usize>();
    let header = 32 + 32 * fields.len() + 1;
    let mut all = vec![3, 124, 1, 1];
    all.extend((names.len() as u32).to_le_bytes());
    all.extend([(header as u16).to_le_bytes(), (width as u16).to_le_bytes()].concat());
    all.resize(29, 0);
    all.extend([language, 0, 0]);
    for (name, kind, width) in fields {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name);
        (field[11], field[16]) = (kind, width);
        all.extend(field);
    }
    all.push(0x0d);
    for (number, name) in names.iter().enumerate() {
        all.push(if deleted.contains(&number) { b'*' } else { b' ' });
        all.extend(format!("{:<5}{:>8}20240131T", format!("0{number}"), "1.50").bytes());
        let mut cell = name.to_vec();
        cell.resize(20, b' ');
        all.extend(cell);
    }
    all
}

type Read = Result<(Heading, Vec<Record>), String>;

/// Reads the files of these endings.
fn read(files: &[(&str, &[u8])], source: &FeatureSource) -> Read {
    let folder = tempfile::tempdir().unwrap();
    for (ending, bytes) in files {
        fs::write(folder.path().join(format!("a.{ending}")), bytes).unwrap();
    }
    let mut reader = open(folder.path(), source).map_err(|error| error.to_string())?;
    let mut records = Vec::new();
    let read = reader.read(&["nom", "code", "n", "jour", "vrai"], &mut |record| {
        records.push(record);
        Ok(())
    });
    read.map_err(|error| error.to_string())?;
    Ok((reader.heading().clone(), records))
}

fn plain() -> FeatureSource {
    FeatureSource::of("a.shp")
}

fn squares(count: usize) -> Vec<Vec<u8>> {
    vec![polygon(5, &[&SQUARE]); count]
}

#[test]
fn shapes_of_all_kinds_and_their_attributes_are_read() {
    let contents = [
        polygon(5, &[&SQUARE, &HOLE]),
        polygon(15, &[&SQUARE]),
        polygon(25, &[&SQUARE]),
        vec![0; 4],
        [&1u32.to_le_bytes()[..], &3f64.to_le_bytes(), &4f64.to_le_bytes()].concat(),
        polygon(3, &[&SQUARE]),
        77u32.to_le_bytes().to_vec(),
    ];
    let (shp, shx) = shapes(&contents, 0);
    let dbf = table(&[b"Paris".as_slice(); 7], 0, &[1]);
    let (heading, records) = read(&[("shp", &shp), ("shx", &shx), ("dbf", &dbf)], &plain()).unwrap();
    assert_eq!((heading.crs, heading.winding), (DeclaredCrs::Unnamed, Some(Winding::Clockwise)));
    assert_eq!(
        records.iter().map(|record| record.row).collect::<Vec<_>>(),
        [1, 3, 4, 5, 6, 7],
        "the second is deleted"
    );
    let values: Vec<Option<&str>> = records[0].values.iter().map(Option::as_deref).collect();
    assert_eq!(values, [Some("Paris"), Some("00"), Some("1.5"), Some("2024-01-31"), Some("true")]);
    let rings: [Ring; 2] = [SQUARE.to_vec(), HOLE.to_vec()];
    assert_eq!(records[0].shape, Shape::Rings(rings.to_vec()));
    assert_eq!(records[1].shape, Shape::Rings(rings[..1].to_vec()));
    assert_eq!([&records[2].shape, &records[3].shape], [&Shape::Missing, &Shape::Point([3.0, 4.0])]);
    assert_eq!(records[4].shape, Shape::Other("a PolyLine"));
    assert!(matches!(records[5].shape, Shape::Broken(_)));
    assert_eq!(records[5].at, shp.len() as u64);
}

#[test]
fn texts_are_in_the_encoding_that_they_have() {
    let (shp, _) = shapes(&squares(2), 0);
    let names = |bytes: &[u8], language: u8, page: Option<&str>, told: Option<&str>| {
        let dbf = table(&[bytes, b"Aix"], language, &[]);
        let mut files: Vec<(&str, &[u8])> = vec![("SHP", b"x"), ("shp", &shp), ("DBF", &dbf)];
        files.extend(page.map(|page| ("cpg", page.as_bytes())));
        let source = FeatureSource { encoding: told.map(str::to_owned), ..plain() };
        let (heading, mut records) = read(&files, &source).unwrap();
        (records.remove(0).values[0].clone().unwrap(), heading.format)
    };
    let (utf8, latin, dos): (&[u8], &[u8], &[u8]) = ("Évry".as_bytes(), b"\xc9vry", b"\x90vry");
    for (bytes, language, page, told, format) in [
        (utf8, 0, Some("UTF-8"), None, "Shapefile, UTF-8"),
        (utf8, 0x57, Some("1252"), None, "Shapefile, UTF-8 (the file says windows-1252)"),
        (utf8, 0x57, None, None, "Shapefile, UTF-8 (the file says windows-1252)"),
        (utf8, 0, None, None, "Shapefile, UTF-8"),
        (latin, 0, Some("UTF-8"), None, "Shapefile, windows-1252 (the file says UTF-8)"),
        (latin, 0x57, None, None, "Shapefile, windows-1252"),
        (latin, 0, Some("ISO-8859-1"), None, "Shapefile, windows-1252"),
        (dos, 0x02, None, None, "Shapefile, CP850"),
        (dos, 0, Some("OEM 850"), None, "Shapefile, CP850"),
        (dos, 0, Some("UTF-8"), Some("cp850"), "Shapefile, CP850"),
        (latin, 0x02, None, Some("latin1"), "Shapefile, windows-1252"),
    ] {
        assert_eq!(names(bytes, language, page, told), ("Évry".to_owned(), format.to_owned()), "{bytes:?} {page:?}");
    }
}

/// What a program leaves between shapes is passed over by the index, and an index of another file is not believed.
#[test]
fn the_index_leads_over_gaps() {
    let dbf = table(&[b"Paris".as_slice(); 3], 0, &[]);
    let triangle = polygon(5, &[&SQUARE, &HOLE]);
    let contents = [squares(1), vec![triangle], squares(1)].concat();
    let (shp, shx) = shapes(&contents, 10);
    let (_, records) = read(&[("shp", &shp), ("shx", &shx), ("dbf", &dbf)], &plain()).unwrap();
    assert_eq!(records.len(), 3);
    assert!(matches!(&records[1].shape, Shape::Rings(rings) if rings.len() == 2));
    assert!(read(&[("shp", &shp), ("dbf", &dbf)], &plain()).is_err(), "without it nothing leads over them");
    let (sound, _) = shapes(&contents, 0);
    let (_, records) = read(&[("shp", &sound), ("shx", &shx), ("dbf", &dbf)], &plain()).unwrap();
    assert!(matches!(&records[1].shape, Shape::Rings(rings) if rings.len() == 2));
    for index in [&b""[..], &[0xff; 130], &shx[..104]] {
        assert_eq!(read(&[("shp", &sound), ("shx", index), ("dbf", &dbf)], &plain()).unwrap().1.len(), 3);
    }
}

#[test]
fn what_does_not_belong_together_is_told() {
    let (shp, _) = shapes(&squares(2), 0);
    let dbf = |count: usize| table(&vec![b"Paris".as_slice(); count], 0, &[]);
    let told = |files: &[(&str, &[u8])]| read(files, &plain()).unwrap_err();
    assert!(told(&[("shp", &shp)]).contains("lacks its .dbf"));
    assert!(told(&[("shp", &shp), ("dbf", &dbf(1))]).contains("the .dbf has 1 record, and the .shp has more shapes"));
    assert!(told(&[("shp", &shp), ("dbf", &dbf(3))]).contains("the .shp has 2 shapes, and the .dbf has more records"));
    assert!(told(&[("shp", &shp[..shp.len() - 8]), ("dbf", &dbf(2))]).contains("after 1 feature:"));
    assert!(told(&[("shp", &shp), ("dbf", &dbf(2)[..40])]).contains("ends within its header"));
    let mut many = squares(2);
    many[1][36..40].copy_from_slice(&u32::MAX.to_le_bytes());
    let (shp, _) = shapes(&many, 0);
    assert!(told(&[("shp", &shp), ("dbf", &dbf(2))]).contains("a shape beyond its record"));
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic(which in 0..3usize, at in 0..600usize, byte in any::<u8>()) {
        let (shp, shx) = shapes(&[squares(1), vec![polygon(15, &[&SQUARE, &HOLE])]].concat(), 2);
        let mut files = [shp, shx, table(&[b"\xc9vry".as_slice(), b"Aix"], 0x57, &[])];
        let place = at % files[which].len();
        files[which][place] = byte;
        let [shp, shx, dbf] = &files;
        let _ = read(&[("shp", shp), ("shx", shx), ("dbf", dbf)], &plain());
    }
}
