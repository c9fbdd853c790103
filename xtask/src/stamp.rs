//! Skips work whose inputs have not changed and whose outputs exist. A hash of the inputs is stored beside the outputs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Folders that builds and npm fill, and which contain no sources.
const NOT_SOURCE: [&str; 6] = ["node_modules", "target", "dist", "generated", ".git", "pkg"];

/// A file that holds the hash of the inputs of the last run that succeeded.
pub struct Stamp {
    file: PathBuf,
    hash: String,
}

impl Stamp {
    /// `inputs` are files, or folders with all the sources in them. `extra` is an input that is not a file, such as a version.
    pub fn of(file: PathBuf, inputs: &[PathBuf], extra: &str) -> Result<Self> {
        let mut hasher = Sha256::new();
        hasher.update(extra);
        for input in inputs {
            hash_path(&mut hasher, input)?;
        }
        Ok(Self::of_hash(file, hasher))
    }

    /// From a hash of the inputs that the caller has computed.
    pub fn of_hash(file: PathBuf, hasher: Sha256) -> Self {
        let bytes = hasher.finalize();
        let hash = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { file, hash }
    }

    /// Whether the last run had the same inputs, and all its `outputs` still exist.
    pub fn is_fresh(&self, outputs: &[&Path]) -> bool {
        outputs.iter().all(|output| output.exists())
            && fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.hash)
    }

    /// Call this once the work has succeeded.
    pub fn keep(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.hash)
            .with_context(|| format!("could not write {}", self.file.display()))
    }

    /// Call this before the work starts, so that an interrupted run does not look finished.
    pub fn forget(&self) {
        let _ = fs::remove_file(&self.file);
    }
}

fn hash_path(hasher: &mut Sha256, path: &Path) -> Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        for entry in entries {
            let name = entry
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            if !name.is_some_and(|name| NOT_SOURCE.contains(&name.as_str())) {
                hash_path(hasher, &entry)?;
            }
        }
    } else if path.is_file() {
        let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
        // With the name and the length: otherwise a line moved from one file to the next would not change the hash.
        hasher.update(path.to_string_lossy().as_bytes());
        hasher.update(bytes.len().to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_input_or_a_missing_output_makes_the_stamp_stale() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let (input, output) = (folder.join("in/a.txt"), folder.join("out.txt"));
        fs::create_dir_all(folder.join("in")).unwrap();
        fs::write(&input, "one").unwrap();
        fs::write(&output, "built").unwrap();
        let stamp = || Stamp::of(folder.join("stamp"), &[folder.join("in")], "").unwrap();

        assert!(!stamp().is_fresh(&[&output]), "never ran");
        stamp().keep().unwrap();
        assert!(stamp().is_fresh(&[&output]));
        fs::write(&input, "two").unwrap();
        assert!(!stamp().is_fresh(&[&output]), "the input changed");
        stamp().keep().unwrap();
        fs::remove_file(&output).unwrap();
        assert!(!stamp().is_fresh(&[&output]), "the output is gone");
        fs::remove_dir_all(&folder).unwrap();
    }
}
