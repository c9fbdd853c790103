//! `--dev`: what a developer who tries it needs to know, and a test key that is the same at each start.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use passage_connect::{
    private_file,
    secrets::{Random, TEST},
    store::Location,
};

use crate::flags::Flags;

/// What follows the name of the database's file.
const ENDING: &str = "-test-key";

/// What is printed after the start.
pub struct Developer {
    /// The key of the links; `None`: one that was given, which is never printed.
    key: Option<String>,
    /// Where the key is kept.
    file: Option<PathBuf>,
    database: String,
}

impl Developer {
    /// Turns on what a developer needs, and lets a test key in, unless a key was given.
    pub fn prepare(flags: &mut Flags) -> Result<Self, Box<dyn std::error::Error>> {
        flags.sandbox = true;
        flags.private_webhooks = true;
        let location = flags.location()?;
        let mut developer = Self {
            key: None,
            file: None,
            database: match &location {
                Location::File(path) => path.display().to_string(),
                Location::Memory => "memory".to_owned(),
                Location::Postgres { .. } => "Postgres".to_owned(),
            },
        };
        if !flags.api_keys.is_empty() {
            return Ok(developer);
        }
        let key = match &location {
            Location::File(database) => {
                let mut file = database.clone().into_os_string();
                file.push(ENDING);
                let file = PathBuf::from(file);
                let key =
                    kept_key(&file).map_err(|error| format!("{}: {error}", file.display()))?;
                developer.file = Some(file);
                key
            }
            _ => Random::Machine.api_key(false)?,
        };
        flags.api_keys.push(key.clone());
        developer.key = Some(key);
        Ok(developer)
    }

    /// What to do with the service at this address.
    pub fn guide(&self, address: &str) -> Result<String, std::fmt::Error> {
        let mut out = String::new();
        let database = &self.database;
        writeln!(
            out,
            "\nThe Connect service with its sandbox. Data: {database}. Ctrl-C stops it.\n"
        )?;
        match (&self.key, &self.file) {
            (Some(key), Some(file)) => {
                writeln!(out, "  Test key  {key}")?;
                writeln!(
                    out,
                    "            kept in {}, for the next start too",
                    file.display()
                )?;
            }
            (Some(key), None) => writeln!(out, "  Test key  {key} (until it stops)")?,
            (None, _) => writeln!(out, "  Test key  the one that you gave")?,
        }
        writeln!(out, "  Sandbox   {address}/sandbox\n")?;
        writeln!(out, "Create a link, as your backend will:\n")?;
        let key = self.key.as_deref().unwrap_or("YOUR_KEY");
        writeln!(out, "{}\n", curl(address, key, cfg!(windows)))?;
        writeln!(
            out,
            "Open its appClipUrl in a browser and sign in as user_good with pass_good: that is the whole connection."
        )?;
        writeln!(
            out,
            "In your page, give its claimCode to openAppClip, and point the SDK at this service:\n"
        )?;
        writeln!(out, "  configure({{ baseUrl: '{address}' }});")?;
        Ok(out)
    }
}

/// The line that creates a link, in one piece for any shell. The Windows shell knows no single quotes.
fn curl(address: &str, key: &str, windows: bool) -> String {
    let body = r#"{"integrationId":"tmobile","resource":"mobileBillingStatement","action":"read"}"#;
    let body = if windows {
        format!("\"{}\"", body.replace('"', "\\\""))
    } else {
        format!("'{body}'")
    };
    format!(
        "  curl -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" -d {body} {address}/v1/links"
    )
}

/// The key in the file, which is made, for its owner alone, if it is not there.
fn kept_key(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => {
            private_file::restrict(path)?;
            let key = text.trim();
            let fits = key.len() > TEST.len()
                && key.starts_with(TEST)
                && key.bytes().all(|byte| byte.is_ascii_graphic());
            fits.then(|| key.to_owned()).ok_or_else(|| {
                io::Error::other("it must hold a test key, psg_test_…; remove it for a new one")
            })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = Random::Machine.api_key(false).map_err(io::Error::other)?;
            let mut file = private_file::options().create_new(true).open(path)?;
            writeln!(file, "{key}")?;
            Ok(key)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_kept() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("connect.sqlite-test-key");
        let key = kept_key(&path).unwrap();
        assert!(key.starts_with("psg_test_"));
        assert_eq!(kept_key(&path).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;

            let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(), 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            kept_key(&path).unwrap();
            assert_eq!(mode(), 0o600, "a copy that lost its mode");
        }
        for wrong in ["", "psg_test_", "psg_live_1", "psg_test_a b"] {
            fs::write(&path, wrong).unwrap();
            assert!(kept_key(&path).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_line_for_curl_is_quoted_for_its_shell() {
        let line = curl("http://127.0.0.1:1", "psg_test_1", false);
        assert!(line.contains(r#"-d '{"integrationId":"tmobile","#));
        let line = curl("http://127.0.0.1:1", "psg_test_1", true);
        assert!(line.contains(r#"-d "{\"integrationId\":\"tmobile\","#));
    }
}
