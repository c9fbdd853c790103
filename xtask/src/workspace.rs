//! The folders of the checkout, and the paths of what is built in them.

use std::path::{Path, PathBuf};

/// The folders of the checkout.
pub struct Workspace {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's target folder. Everything that is built goes there, except `pkg/`, `js/generated` and npm's folders.
    pub target: PathBuf,
    /// The path of this program, read at the start because a build may replace the file.
    pub xtask: PathBuf,
}

impl Workspace {
    /// Finds the checkout from this crate's folder, which cargo passes in `CARGO_MANIFEST_DIR`. If the program was started
    /// without cargo, the folder is the one in which it was compiled.
    pub fn find() -> anyhow::Result<Self> {
        let manifest =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .unwrap_or(Path::new("."))
            .to_path_buf();
        let xtask = std::env::current_exe()?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self {
            root,
            target,
            xtask,
        })
    }

    /// The path of a file or folder of the checkout.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The path of a program from the npm packages of the root.
    pub fn npm_bin(&self, program: &str) -> PathBuf {
        let bin = self.at("node_modules/.bin").join(program);
        if cfg!(windows) {
            bin.with_extension("cmd")
        } else {
            bin
        }
    }

    /// The packed npm package, under a name without a version, so that its path stays the same.
    pub fn tarball(&self) -> PathBuf {
        self.target.join("package/getpassage-web-react.tgz")
    }

    /// The path of a program of the workspace in the `dev` profile.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
