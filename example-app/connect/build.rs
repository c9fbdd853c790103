//! Rebuilds when a file of the hosted frame is added or removed; changes of known files are seen anyway.

fn main() {
    println!("cargo::rerun-if-changed=frame");
}
