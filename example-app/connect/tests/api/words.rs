//! What the service names has a text in each of the frame's languages.

use std::fs;

use passage_connect::{
    domain::steps,
    providers::resources::{OPERATIONS, Operation},
};

#[test]
fn every_step_and_operation_has_a_text_in_every_language() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/frame/texts");
    let mut languages = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let section = |name: &str| {
            let (_, rest) = text.split_once(&format!("\n  {name}: {{\n")).unwrap();
            let (section, _) = rest.split_once("\n  },\n").unwrap();
            let keys = section.lines().filter_map(|line| {
                let key = line.strip_prefix("    ")?.split_once(": ")?.0;
                (!key.starts_with(' ')).then(|| key.trim_matches('\'').to_owned())
            });
            let mut keys: Vec<String> = keys.collect();
            keys.sort();
            keys
        };
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        let own = steps::OWN.iter().map(|step| (*step).to_owned());
        let of_operations = OPERATIONS.iter().map(|one| one.step.to_owned());
        let told = path.display();
        assert_eq!(
            section("steps"),
            sorted(own.chain(of_operations).collect()),
            "{told}"
        );
        let name = |Operation {
                        resource, action, ..
                    }: &Operation| format!("{resource}.{action}");
        assert_eq!(
            section("operations"),
            sorted(OPERATIONS.iter().map(name).collect()),
            "{told}"
        );
        assert_eq!(section("reasons"), ["code", "locked", "password"], "{told}");
        languages += 1;
    }
    assert_eq!(languages, 20);
}
