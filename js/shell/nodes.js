// Makes all nodes and style sheets, for the shell and for what the engine adds to it. `adopt` never throws; `add` throws if the page
// has broken the DOM's methods.

/**
 * Appends a new element to `parent`. Made by `createElement`: HTML as a string would fail in a page that requires Trusted Types.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {Node} parent
 * @param {K} name
 * @param {string[]} [attributes] name, value, name, value, …; the value of the name '' is the element's text
 * @returns {HTMLElementTagNameMap[K]}
 */
export function add(parent, name, attributes = []) {
  return parent.appendChild(set(document.createElement(name), attributes));
}

/**
 * Sets attributes of an element, and returns it.
 * @template {Element} E
 * @param {E} element
 * @param {string[]} attributes as for `add`
 * @returns {E}
 */
export function set(element, attributes) {
  for (let at = 0; at < attributes.length; at += 2) {
    const [name, value] = /** @type {[string, string]} */ ([attributes[at], attributes[at + 1]]);
    if (name) element.setAttribute(name, value);
    else element.textContent = value;
  }
  return element;
}

/**
 * Adds a style sheet to a document or a shadow root. A constructed sheet, which the page's `style-src` does not restrict; in a
 * page without them a `style` element, which it does. Returns the sheet; `undefined` if neither works.
 * @param {Document | ShadowRoot} root
 * @param {string} css
 * @returns {CSSStyleSheet | HTMLStyleElement | undefined}
 */
export function adopt(root, css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets.push(sheet);
    if (root.adoptedStyleSheets.includes(sheet)) {
      if (sheet.cssRules.length) return sheet;
      root.adoptedStyleSheets.pop();
    }
  } catch {
    // The browser has no constructed sheets, or the page has replaced them.
  }
  try {
    return add(root === document ? document.head : root, 'style', ['', css]);
  } catch {
    return undefined;
  }
}
