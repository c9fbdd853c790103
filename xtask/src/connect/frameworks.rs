//! macOS's own libraries, as far as a linker must know them: their paths and the names that the service uses. TLS asks macOS whom to
//! trust. A Mac has the libraries; elsewhere only Apple's SDK has their names, and it may not be passed on.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::workspace::Workspace;

/// Each with the names that are used. Where one is missing here, the linker says which.
const FRAMEWORKS: [(&str, &[&str]); 2] = [
    (
        "CoreFoundation",
        &[
            "CFArrayCreate",
            "CFDataCreate",
            "CFDateCreate",
            "CFErrorCopyDescription",
            "CFErrorGetCode",
            "CFRelease",
            "CFStringCreateWithBytes",
            "CFStringGetBytes",
            "CFStringGetCStringPtr",
            "CFStringGetLength",
            "kCFAbsoluteTimeIntervalSince1970",
            "kCFAllocatorDefault",
            "kCFTypeArrayCallBacks",
        ],
    ),
    (
        "Security",
        &[
            "SecCertificateCopySubjectSummary",
            "SecCertificateCreateWithData",
            "SecCopyErrorMessageString",
            "SecPolicyCreateSSL",
            "SecTrustCreateWithCertificates",
            "SecTrustEvaluateWithError",
            "SecTrustSetAnchorCertificates",
            "SecTrustSetAnchorCertificatesOnly",
            "SecTrustSetOCSPResponse",
            "SecTrustSetVerifyDate",
        ],
    ),
];

/// Writes the list of names for the linker, and returns the folder for its `-F`.
pub fn write(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("frameworks");
    for (name, symbols) in FRAMEWORKS {
        let framework = folder.join(format!("{name}.framework"));
        fs::create_dir_all(&framework)?;
        fs::write(framework.join(format!("{name}.tbd")), stub(name, symbols))?;
    }
    Ok(folder)
}

/// In Apple's format for it, version 4.
fn stub(name: &str, symbols: &[&str]) -> String {
    let symbols: Vec<_> = symbols.iter().map(|symbol| format!("_{symbol}")).collect();
    let symbols = symbols.join(", ");
    let targets = "[ x86_64-macos, arm64-macos ]";
    format!(
        "--- !tapi-tbd\ntbd-version: 4\ntargets: {targets}\n\
         install-name: '/System/Library/Frameworks/{name}.framework/Versions/A/{name}'\n\
         exports:\n  - targets: {targets}\n    symbols: [ {symbols} ]\n...\n"
    )
}

#[cfg(test)]
mod tests {
    use super::stub;

    #[test]
    fn a_stub_names_the_library_and_its_symbols() {
        let text = stub("Security", &["SecTrustGetTypeID", "SecItemAdd"]);
        assert!(text.contains("symbols: [ _SecTrustGetTypeID, _SecItemAdd ]"));
        assert!(text.contains("/Security.framework/Versions/A/Security'"));
    }
}
