struct P(std::time::Instant);
impl maillage::build::Progress for P {
    fn stage(&self, n: &str, _: u64) { println!("{:?} {n}", self.0.elapsed()); }
    fn step(&self) { println!("   {:?}", self.0.elapsed()); }
    fn note(&self, _: &str) {}
    fn done(&self) {}
}
fn main() {
    let a: Vec<_> = std::env::args().collect();
    let r = maillage::ingest::Recipe::load(a[1].as_ref()).unwrap();
    let rep = maillage::build::build(&r, a[2].as_ref(), Default::default(), &P(std::time::Instant::now())).unwrap();
    println!("{:?} {:?} {} {}", rep.published, rep.layers, rep.atlas_bytes, rep.almanac_bytes);
    for (k, n) in rep.complaints.counts() { println!("{k} {n}"); }
}
