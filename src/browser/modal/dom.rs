//! Nodes made one by one, the only way that works where the page demands Trusted Types; and members of objects by name.
//!
//! A typed binding for each member that is used once would add about a hundred bytes to what everyone downloads.

use js_sys::{Array, Function, Reflect};
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

/// The same with a text in it.
pub fn add_text(
    parent: &Node,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> Result<Element, JsValue> {
    let element = add_element(parent, name, attributes)?;
    element.set_text_content(Some(text));
    Ok(element)
}

/// Sets an attribute. It only throws for names that are none.
pub fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// A member of an object; `undefined` where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a member of an object.
pub fn put(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    let _ = Reflect::set(object, &JsValue::from_str(name), &value.into());
}

/// Calls a method; `undefined` where there is none, or it throws.
pub fn call(object: &JsValue, name: &str, arguments: &Array) -> JsValue {
    get(object, name)
        .dyn_ref::<Function>()
        .and_then(|method| method.apply(object, arguments).ok())
        .unwrap_or(JsValue::UNDEFINED)
}
