//! The name and the picture under which an integrator asks a person. Both are shown to people by a page that they trust, so neither
//! may look like something else.

use data_encoding::BASE64;

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Such as `image/png`.
    pub media_type: String,
    /// In base64.
    pub base64: String,
}

/// More characters fit beside no button.
const MOST_CHARACTERS: usize = 60;
/// The picture is as large as a line of text.
const MOST_BYTES: usize = 65_536;

/// A name as it is kept, or why it is none.
pub fn name(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    // Characters that turn the direction of the text make a name look like another one.
    let turns = |one: char| matches!(one, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let fits = (1..=MOST_CHARACTERS).contains(&text.chars().count())
        && !text.chars().any(|one| one.is_control() || turns(one));
    fits.then(|| text.to_owned())
        .ok_or("must have 1 to 60 characters, none of them a control character")
}

/// A picture as it is kept, or why it is none. SVG is not taken: it may hold a script.
pub fn logo(bytes: &[u8]) -> Result<Logo, &'static str> {
    if bytes.len() > MOST_BYTES {
        return Err("must have at most 64 KiB");
    }
    let media_type = match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "image/webp",
        _ => return Err("must be a PNG, JPEG or WebP"),
    };
    Ok(Logo {
        media_type: media_type.into(),
        base64: BASE64.encode(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(name(" Budget App ").unwrap(), "Budget App");
        let long = "x".repeat(61);
        for wrong in ["", " ", "a\nb", "a\u{202e}b", &long] {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_logo_is_a_picture_without_scripts() {
        assert_eq!(logo(b"\x89PNG rest").unwrap().media_type, "image/png");
        assert!(logo(b"<svg></svg>").is_err());
        assert!(logo(&[0x89, b'P', b'N', b'G'].repeat(20_000)).is_err());
    }
}
