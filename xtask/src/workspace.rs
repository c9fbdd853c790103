//! Where things are.

use std::path::{Path, PathBuf};

/// The folders of the checkout.
pub struct Workspace {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's target folder; everything that is built goes below it, but for `pkg/` and the folders of npm.
    pub target: PathBuf,
    /// This very program, asked for before a build may replace its file.
    pub xtask: PathBuf,
}

impl Workspace {
    /// Found from this crate's own folder: cargo says it when it runs us; the compiled-in path serves a direct start.
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

    /// A path below the checkout.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Programs that come with npm packages of the root.
    pub fn npm_bin(&self, program: &str) -> PathBuf {
        let bin = self.at("node_modules/.bin").join(program);
        if cfg!(windows) {
            bin.with_extension("cmd")
        } else {
            bin
        }
    }

    /// The packed npm package, under a name without a version so that others can point at it.
    pub fn tarball(&self) -> PathBuf {
        self.target.join("package/getpassage-web-react.tgz")
    }

    /// A debug program of the workspace.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
