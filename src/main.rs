//! The program: see the library's documentation for how it is built.

use std::process::ExitCode;

fn main() -> ExitCode {
    match maillage::cli::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
