//! Broken files, each with its sentence.
