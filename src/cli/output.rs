use miette::{IntoDiagnostic, Result};

/// Prints a result to standard output. Who closes it has read enough: that is no error.
pub(super) fn print(text: &str) -> Result<()> {
    use std::io::{ErrorKind, Write};
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).into_diagnostic(),
        _ => Ok(()),
    }
}

/// Bytes for people.
pub(super) fn size(bytes: u64) -> String {
    const STEP: f64 = 1024.0;
    let bytes = bytes as f64;
    if bytes < STEP {
        format!("{bytes:.0} B")
    } else if bytes < STEP * STEP {
        format!("{:.1} KiB", bytes / STEP)
    } else {
        format!("{:.1} MiB", bytes / STEP / STEP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::grouped;

    #[test]
    fn numbers_are_grouped_and_sizes_scaled() {
        assert_eq!([0, 999, 1_000, 68_350_798].map(grouped), ["0", "999", "1,000", "68,350,798"]);
        assert_eq!([5, 2048, 3 << 20].map(size), ["5 B", "2.0 KiB", "3.0 MiB"]);
    }
}
