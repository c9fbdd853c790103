//! The names of the engine's functions, by their number in the WebAssembly.
//!
//! The binary has no names, since a page would download them. A stack of WebAssembly names its functions by their numbers,
//! for which the entry `/debug` finds the names here, when the engine has crashed.

use anyhow::{Context, Result, ensure};

/// The declarations of what [`script`] writes.
pub const TYPES: &str = "/** The names of the engine's functions, a line each, in the order of their numbers. */\ndeclare const names: string;\nexport default names;\n";

/// A module whose default export has a name in each line. `map` is what wasm-opt writes for `--symbolmap`.
pub fn script(map: &str) -> Result<String> {
    let mut names = Vec::new();
    for line in map.lines() {
        let (number, name) = line
            .split_once(':')
            .with_context(|| format!("not a line of a symbol map: {line}"))?;
        ensure!(
            number == names.len().to_string(),
            "the symbol map does not count its lines: {line}"
        );
        names.push(readable(name));
    }
    ensure!(
        names.iter().any(|name| name.starts_with("passage_web::")),
        "the symbol map names no function of the SDK"
    );
    Ok(format!(
        "export default {};\n",
        serde_json::to_string(&names.join("\n"))?
    ))
}

/// The name without the hashes that the compiler adds. Empty for an import, which is JavaScript and thus in no such stack.
fn readable(name: &str) -> String {
    if name.contains("::__wbg_") {
        return String::new();
    }
    let name = match name.rsplit_once("::h") {
        Some((name, hash)) if is_hash(hash) => name,
        _ => name,
    };
    let mut out = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match after.split_once(']') {
            Some((hash, after)) if is_hash(hash) => rest = after,
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out + rest
}

fn is_hash(text: &str) -> bool {
    text.len() > 8 && text.chars().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_the_name_of_the_function_with_its_number() {
        let map = "0:passage_web::host::Host::code::__wbg_code_b30dafd9c91c6a96::h08b19ff673147800\n\
                   1:passage_web::session::Session::handle::h0123456789abcdef\n\
                   2:<[u8] as core[c5930c85a12de822]::fmt::Debug>::fmt\n";
        assert_eq!(
            script(map).unwrap(),
            "export default \"\\npassage_web::session::Session::handle\\n<[u8] as core::fmt::Debug>::fmt\";\n"
        );
    }

    #[test]
    fn a_map_in_another_form_fails_the_build() {
        assert!(script("").is_err());
        assert!(script("0:1234\n").is_err());
        assert!(script("1:passage_web::a\n").is_err());
        assert!(script("passage_web\n").is_err());
    }
}
