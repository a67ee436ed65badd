//! Any rings cut at a window: pieces inside the window or a refusal, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillage::geo::{CommandReader, Cutter, GridPoint, Pieces, TilePoint, Window};

fuzz_target!(|data: &[u8]| {
    let window = Window { min: GridPoint { x: -64, y: -64 }, max: GridPoint { x: 4160, y: 4160 } };
    let (mut cutter, mut rings) = (Cutter::default(), Pieces::default());
    cutter.set_window(&window, GridPoint::default());
    cutter.begin_polygon();
    let mut reader = CommandReader::new(data);
    let mut at = TilePoint::default();
    let mut has_ring = false;
    while let Some(command) = reader.varint() {
        match command % 8 {
            0 if has_ring => cutter.end_ring(),
            1 => {
                let _ = cutter.end_polygon(true, &mut rings);
                cutter.begin_polygon();
                has_ring = false;
            }
            2 => {
                cutter.begin_ring(at, command & 8 != 0);
                has_ring = true;
            }
            3 => cutter.skip_to(at),
            _ => {
                let Some(next) = reader.step(at) else { break };
                at = next;
                cutter.line_to(at);
            }
        }
    }
    let _ = cutter.end_polygon(true, &mut rings);
    for point in rings.iter().flatten() {
        assert!((-64..=4160).contains(&point.x) && (-64..=4160).contains(&point.y));
    }
});
