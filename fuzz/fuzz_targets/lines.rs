//! Any lines cut at a window: pieces inside the window, each of two points at least and none repeated, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillage::geo::{CommandReader, GridPoint, LineCutter, Pieces, TilePoint, Window};

fuzz_target!(|data: &[u8]| {
    let window = Window { min: GridPoint { x: -64, y: -64 }, max: GridPoint { x: 4160, y: 4160 } };
    let (mut cutter, mut pieces) = (LineCutter::default(), Pieces::default());
    cutter.set_window(&window, GridPoint::default());
    let mut reader = CommandReader::new(data);
    let mut at = TilePoint::default();
    while let Some(command) = reader.varint() {
        match command % 8 {
            0 => cutter.end_line(&mut pieces),
            1 => cutter.begin_line(at),
            2 => cutter.skip_to(at, &mut pieces),
            _ => {
                let Some(next) = reader.step(at) else { break };
                at = next;
                cutter.line_to(at, &mut pieces);
            }
        }
    }
    cutter.end_line(&mut pieces);
    for piece in pieces.iter() {
        assert!(piece.len() > 1 && piece.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(piece.iter().all(|point| (-64..=4160).contains(&point.x) && (-64..=4160).contains(&point.y)));
    }
});
