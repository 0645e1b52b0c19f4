//! The `lotrace` binary.
fn main() {}
