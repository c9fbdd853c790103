// The host page's accent, which its modal passes on: for the controls of this page, where it is readable there. The provider's tile
// keeps the provider's colour.

/** What a text, and what the edge of a control, needs to its background (WCAG 2.2, 1.4.3 and 1.4.11). */
const TEXT = 4.5;
const EDGE = 3;

/** `#rgb`, `#rrggbb` or `rgb(r, g, b)` as three numbers up to 255; null for anything else. */
export function readColour(value) {
  if (typeof value !== 'string' || value.length > 32) return null;
  const hex = /^#(?:([\da-f])([\da-f])([\da-f])|([\da-f]{2})([\da-f]{2})([\da-f]{2}))$/i.exec(value);
  if (hex)
    return hex
      .slice(1)
      .filter(Boolean)
      .map((digits) => Number.parseInt(digits.padEnd(2, digits), 16));
  const numbers = /^rgb\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})\)$/.exec(value)?.slice(1).map(Number);
  return numbers?.every((number) => number <= 255) ? numbers : null;
}

/** Colours the controls with the accent, if it can be read there; otherwise they keep the provider's colour. */
export function applyAccent(value) {
  const { style } = document.documentElement;
  const colours = controlColours(readColour(value), readColour(getComputedStyle(document.body).backgroundColor));
  for (const name of ['--host-accent', '--host-ink', '--host-shade']) {
    if (colours === null) style.removeProperty(name);
    else style.setProperty(name, colours[name]);
  }
}

function controlColours(accent, surface) {
  if (accent === null || surface === null || contrast(accent, surface) < EDGE) return null;
  const [black, white] = [contrast(accent, [0, 0, 0]), contrast(accent, [255, 255, 255])];
  if (Math.max(black, white) < TEXT) return null;
  // Under the pointer the control turns away from its text.
  const [ink, shade] = black > white ? ['#000', '#fff'] : ['#fff', '#000'];
  return { '--host-accent': `rgb(${accent.join(', ')})`, '--host-ink': ink, '--host-shade': shade };
}

/** From 1 to 21. */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = colour.map((number) => {
    const share = number / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
