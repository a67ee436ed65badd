/// Told how far a build has come.
pub trait Progress: Sync {
    /// A stage begins that has so many steps; none when they are not counted.
    fn stage(&self, name: &str, steps: u64);
    /// A stage begins that goes through so many bytes.
    fn stage_of_bytes(&self, name: &str, bytes: u64);
    /// So many more bytes of the stage are done.
    fn advance(&self, bytes: u64);
    /// One step of the stage is done.
    fn step(&self);
    /// The last stage is done.
    fn done(&self);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &str, _steps: u64) {}
    fn stage_of_bytes(&self, _name: &str, _bytes: u64) {}
    fn advance(&self, _bytes: u64) {}
    fn step(&self) {}
    fn done(&self) {}
}
