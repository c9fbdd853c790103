//! Checks that the engine accesses the browser's objects only through typed declarations, and never by a property's name in a
//! string, where a misspelt name compiles.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Expressions that access a property by name, and the files that may use them: they read objects of unknown form
    /// (response bodies, messages, a page's history state), or make plain objects to send.
    const BY_NAME: [(&str, &[&str]); 6] = [
        ("Reflect::", &[]),
        ("js_sys::eval", &[]),
        ("Function::new", &[]),
        ("js_namespace", &["browser/platform.rs"]),
        (
            "own(",
            &[
                "browser/fields.rs",
                "browser/modal/back_button.rs",
                "browser/platform.rs",
            ],
        ),
        (
            "define(",
            &[
                "browser/messages.rs",
                "browser/modal/back_button.rs",
                "browser/platform.rs",
                "host.rs",
            ],
        ),
    ];

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push(path);
            }
        }
    }

    #[test]
    fn no_property_of_a_browser_object_is_accessed_by_name() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
        let mut files = Vec::new();
        sources(&root, &mut files);
        assert!(files.len() > 30, "the engine's sources are elsewhere");
        let mut found = Vec::new();
        for file in files {
            let name = file.strip_prefix(&root).unwrap().to_string_lossy();
            let text = fs::read_to_string(&file).unwrap();
            for (how, allowed) in BY_NAME {
                let word =
                    |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                if text.match_indices(how).any(|(at, _)| word(at))
                    && !allowed.contains(&name.as_ref())
                {
                    found.push(format!("{name}: {how}"));
                }
            }
        }
        assert!(found.is_empty(), "{found:#?}");
    }
}
