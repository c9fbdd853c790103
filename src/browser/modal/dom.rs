//! Nodes made one by one: the only way that works where the page demands Trusted Types.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node};

/// An element with these attributes, as the last child of `parent`.
///
/// # Errors
/// Whatever the browser throws.
pub fn add<T: JsCast>(
    parent: &Node,
    name: &str,
    attributes: &[(&str, &str)],
) -> Result<T, JsValue> {
    add_element(parent, name, attributes).map(JsCast::unchecked_into)
}

// Apart from the cast, so that the code is there once and not for each type.
fn add_element(parent: &Node, name: &str, attributes: &[(&str, &str)]) -> Result<Element, JsValue> {
    let document = parent.owner_document().ok_or(JsValue::NULL)?;
    let element = document.create_element(name)?;
    for (name, value) in attributes {
        set(&element, name, value);
    }
    parent.append_child(&element)?;
    Ok(element)
}

/// Sets an attribute. It only throws for names that are none.
pub fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Sets an attribute without a value, or takes it away.
pub fn toggle(element: &Element, name: &str, on: bool) {
    let _ = element.toggle_attribute_with_force(name, on);
}
