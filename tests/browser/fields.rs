use crate::script::js;
use passage_web::{
    browser::fields::JsFields,
    wire::{Fields, read_claimed, read_error, read_frame_message, read_status},
};
use wasm_bindgen_test::wasm_bindgen_test;

/// Values of every kind that a body or a message can have, and some that only a message can have.
const ODD: [&str; 17] = [
    "undefined",
    "null",
    "0",
    "1n",
    "''",
    "'ready'",
    "true",
    "Symbol('x')",
    "() => 1",
    "[]",
    "[{ passage: 1, type: 'ready' }]",
    "({})",
    "({ get passage() { throw new Error('getter') } })",
    "new Proxy({}, { get() { throw undefined } })",
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
    "Object.create(null)",
    "(() => { const value = { passage: 1 }; value.type = value; return value })()",
];

#[wasm_bindgen_test]
fn no_value_from_outside_throws_or_is_read_as_a_field() {
    for code in ODD {
        let Some(fields) = JsFields::new(js(&format!("({code})"))) else {
            continue;
        };
        assert!(read_frame_message(&fields).is_none(), "{code}");
        assert!(read_claimed(&fields).is_none(), "{code}");
        assert!(read_status(&fields).is_none(), "{code}");
        assert!(read_error(&fields).code.is_none(), "{code}");
    }
}

#[wasm_bindgen_test]
fn only_objects_have_fields() {
    for code in ["undefined", "null", "0", "''", "true", "() => 1"] {
        assert!(JsFields::new(js(&format!("({code})"))).is_none(), "{code}");
    }
    assert!(JsFields::new(js("({})")).is_some());
}

#[wasm_bindgen_test]
fn fields_are_read_by_their_type() {
    let fields =
        JsFields::new(js("({ text: 'ä€😀', number: 1.5, nan: NaN, object: { text: 'inner' }, boxed: new String('x') })"))
            .unwrap();
    assert_eq!(fields.text("text").as_deref(), Some("ä€😀"));
    assert_eq!(fields.number("number"), Some(1.5));
    assert!(fields.number("nan").unwrap().is_nan());
    let inner = fields.object("object").unwrap();
    assert_eq!(inner.text("text").as_deref(), Some("inner"));
    assert_eq!(fields.text("number"), None);
    assert_eq!(fields.text("boxed"), None);
    assert_eq!(fields.number("text"), None);
    assert!(fields.object("text").is_none());
    assert_eq!(fields.text("absent"), None);
}

#[wasm_bindgen_test]
fn a_lone_surrogate_does_not_break_the_reader() {
    let fields = JsFields::new(js("({ type: '\\ud83d' })")).unwrap();
    assert_eq!(fields.text("type").as_deref(), Some("\u{fffd}"));
}
