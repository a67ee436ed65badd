use super::shape::{BEGINS_PATH, DamagedShape, RUN_LENGTH, Shape, point};
use crate::geo::{CommandReader, GridPoint, LineCutter, Pieces, TilePoint, Window};

/// Shapes of lines: streams without ClosePath.
impl Shape<'_> {
    /// Appends what lies of its lines in the window of a tile to `out`, relative to the tile's corner.
    ///
    /// # Errors
    /// When the stream ends early or the runs begin nowhere; `out` then holds what came before.
    pub fn cut_lines(
        &self,
        window: &Window,
        corner: GridPoint,
        cutter: &mut LineCutter,
        out: &mut Pieces,
    ) -> Result<(), DamagedShape> {
        cutter.set_window(window, corner);
        if self.runs.is_empty() {
            return self.feed_line(corner, cutter, out).ok_or(DamagedShape);
        }
        if self.runs[0].flags.get() & BEGINS_PATH == 0 {
            return Err(DamagedShape);
        }
        for (number, run) in self.runs.iter().enumerate() {
            let start = point(run.start).relative_to(corner);
            if run.flags.get() & BEGINS_PATH != 0 {
                if number > 0 {
                    cutter.end_line(out);
                }
                cutter.begin_line(start);
            }
            if usize::from(run.steps.get()) > RUN_LENGTH {
                return Err(DamagedShape);
            }
            // Runs away from the window are passed over undecoded.
            if window.touches(&run.bounds()) {
                let bytes = self.stream.get(run.offset.get() as usize..).ok_or(DamagedShape)?;
                feed_steps(&mut CommandReader::new(bytes), start, run.steps.get().into(), cutter, out)
                    .ok_or(DamagedShape)?;
            } else if let Some(next) = self.runs.get(number + 1) {
                cutter.skip_to(point(next.start).relative_to(corner), out);
            }
        }
        cutter.end_line(out);
        Ok(())
    }

    /// The only line of a short shape.
    fn feed_line(&self, corner: GridPoint, cutter: &mut LineCutter, out: &mut Pieces) -> Option<()> {
        let mut reader = CommandReader::new(self.stream);
        let steps = reader.varint()? >> 3;
        let start = self.start().relative_to(corner);
        cutter.begin_line(start);
        feed_steps(&mut reader, start, steps, cutter, out)?;
        cutter.end_line(out);
        Some(())
    }

    /// Every line of the shape on the zoom's grid.
    ///
    /// # Errors
    /// When the stream ends early.
    pub fn lines(&self) -> Result<Vec<Vec<GridPoint>>, DamagedShape> {
        let mut reader = CommandReader::new(self.stream);
        let mut at = TilePoint { x: self.start().x, y: self.start().y };
        let mut lines = Vec::new();
        while reader.remaining() > 0 {
            if !lines.is_empty() {
                let _move_to = reader.varint().ok_or(DamagedShape)?;
                at = reader.step(at).ok_or(DamagedShape)?;
            }
            let steps = reader.varint().ok_or(DamagedShape)? >> 3;
            let mut line = vec![GridPoint { x: at.x, y: at.y }];
            for _ in 0..steps {
                at = reader.step(at).ok_or(DamagedShape)?;
                line.push(GridPoint { x: at.x, y: at.y });
            }
            lines.push(line);
        }
        Ok(lines)
    }
}

/// Feeds so many steps of a line; none when there are fewer.
fn feed_steps(
    reader: &mut CommandReader<'_>,
    start: TilePoint,
    steps: u32,
    cutter: &mut LineCutter,
    out: &mut Pieces,
) -> Option<()> {
    let mut at = start;
    for _ in 0..steps {
        at = reader.step(at)?;
        cutter.line_to(at, out);
    }
    Some(())
}
