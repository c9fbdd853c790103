// Nodes are created one by one, never from markup, so a text of the service or the host page cannot become HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** An element: `el('p', { class: 'hint', id: 'x' }, 'text', child)`. `on…` properties are listeners. */
export function el(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

/** A sentence as nodes that isolate a name in it, so that the name's own direction moves nothing around it. */
export function isolated(sentence, name, className = null) {
  return sentence
    .split(name)
    .flatMap((part, index) => (index === 0 ? [part] : [el('bdi', { class: className }, name), part]))
    .filter((part) => part !== '');
}

/** A decorative icon on a 24 by 24 grid, made of stroked paths and hidden from assistive technology. */
export function icon(className, ...paths) {
  const lines = paths.map((d) => drawing('path', { d }));
  return drawing('svg', { class: `icon ${className}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' }, ...lines);
}

/** An element of a drawing: `svg`, or a shape in it. */
export function drawing(name, properties, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

function fill(node, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
