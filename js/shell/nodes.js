// The one place that makes nodes and style sheets, for the shell and for what comes into it later. `adopt` does not throw; `add` does where the
// page has broken what makes nodes.

/**
 * An element as the last child of `parent`: made node by node, the only way that works where the page demands Trusted Types.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {Node} parent
 * @param {K} name
 * @param {string[]} [attributes] a name, a value, a name, …; what has no name is the text in it
 * @returns {HTMLElementTagNameMap[K]}
 */
export function add(parent, name, attributes = []) {
  const element = document.createElement(name);
  for (let at = 0; at < attributes.length; at += 2) {
    const [name, value] = /** @type {[string, string]} */ ([attributes[at], attributes[at + 1]]);
    if (name) element.setAttribute(name, value);
    else element.textContent = value;
  }
  return parent.appendChild(element);
}

/**
 * Adds a constructed sheet to a document or a shadow root, which needs no allowance in the page's style-src. Where the page
 * has no such sheets an element takes its place, which does.
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
    // Another browser, or another page's idea of a sheet.
  }
  try {
    return add(root === document ? document.head : root, 'style', ['', css]);
  } catch {
    return undefined;
  }
}
