use crate::script::{Told, counts, js, js_later, signal};
use passage_web::browser::policy::Policy;
use wasm_bindgen_test::wasm_bindgen_test;

/// An address that never resolves, and that the policy below refuses.
const REFUSED: &str = "http://refused.invalid";

/// Gives the page a policy (for good: a page cannot take one back) that refuses frames of other origins, and waits until
/// the browser has refused one.
async fn provoke_a_refusal() {
    js_later(&format!(
        "new Promise((resolve) => {{
           const policy = document.createElement('meta');
           policy.httpEquiv = 'Content-Security-Policy';
           policy.content = \"frame-src 'self' blob: data:\";
           if (!document.querySelector('meta[http-equiv=Content-Security-Policy]')) document.head.append(policy);
           const frame = document.createElement('iframe');
           document.addEventListener('securitypolicyviolation', () => {{ frame.remove(); resolve(); }}, {{ once: true }});
           frame.src = '{REFUSED}/clip/ses_1';
           document.body.append(frame);
         }})"
    ))
    .await;
}

#[wasm_bindgen_test]
async fn a_refused_frame_is_reported_until_the_adapter_is_dropped() {
    provoke_a_refusal().await;
    let before = counts();
    let told = Told::new();
    let tell = told.tell();
    let policy = Policy::new(REFUSED, Some(&signal()), Box::new(move || tell(())));
    assert!(counts().contains("securitypolicyviolation"));
    provoke_a_refusal().await;
    assert_eq!(told.waiting(), 1);
    drop(policy);
    provoke_a_refusal().await;
    assert_eq!((told.waiting(), counts()), (1, before));
}

#[wasm_bindgen_test]
async fn the_refusal_of_another_frame_is_ignored() {
    // An origin that the refused address only begins with is another one, too.
    for origin in [
        "http://other.invalid",
        "http://refused.inva",
        "http://refused",
    ] {
        let told = Told::new();
        let tell = told.tell();
        let policy = Policy::new(origin, Some(&signal()), Box::new(move || tell(())));
        provoke_a_refusal().await;
        assert_eq!(told.waiting(), 0, "{origin}");
        drop(policy);
    }
}

#[wasm_bindgen_test]
fn a_refusal_that_a_script_creates_is_ignored() {
    let told = Told::new();
    let tell = told.tell();
    let policy = Policy::new(REFUSED, Some(&signal()), Box::new(move || tell(())));
    js(&format!(
        "document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', {{
           blockedURI: '{REFUSED}/', effectiveDirective: 'frame-src', violatedDirective: 'frame-src',
           documentURI: location.href, originalPolicy: '', disposition: 'enforce', statusCode: 0, bubbles: true,
         }}));
         document.dispatchEvent(new Event('securitypolicyviolation'))"
    ));
    assert_eq!(told.waiting(), 0);
    drop(policy);
}
