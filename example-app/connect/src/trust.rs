//! Whom TLS trusts where the system has no list of roots, as in an image with this program alone. Elsewhere the system's list counts,
//! which knows of a company's own roots.

use rustls::{ClientConfig, RootCertStore};

/// Mozilla's list, as it was when this program was built. The process has a cryptography provider by now.
pub fn built_in() -> ClientConfig {
    let roots = webpki_roots::TLS_SERVER_ROOTS.to_vec();
    ClientConfig::builder()
        .with_root_certificates(RootCertStore { roots })
        .with_no_client_auth()
}
