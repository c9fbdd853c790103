// Runs in the page: checks that a person could use the modal.

/** What prevents that, or an empty text. */
export function hindrance(): string {
  // With nothing that a page may have taken away, nor `:has()`, which the oldest browsers lack.
  let dialog: Element | null = null;
  for (const { shadowRoot } of document.querySelectorAll('*'))
    for (const each of shadowRoot?.querySelectorAll('dialog') ?? []) if (each.querySelector('#close')) dialog ??= each;
  if (!dialog) return 'there is no dialog';
  const isModal = CSS.supports('selector(:modal)')
    ? dialog.matches(':modal')
    : document.elementFromPoint(1, 1) === (dialog.getRootNode() as ShadowRoot).host;
  if (!isModal) return 'the page behind the dialog is not blocked';
  const root = dialog.getRootNode() as ShadowRoot;
  // Browsers without `currentCSSZoom` measure boxes in the zoomed pixels of the page, and points in those of the window.
  let zoom = 1;
  if (!('currentCSSZoom' in dialog))
    for (const part of [document.documentElement, document.body]) zoom *= Number(getComputedStyle(part).zoom) || 1;
  const boxOf = (part: Element) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    return new DOMRect(x * zoom, y * zoom, width * zoom, height * zoom);
  };
  const box = boxOf(dialog);
  const beyond = Math.max(-box.left, -box.top, box.right - innerWidth, box.bottom - innerHeight);
  if (beyond > 1) return `the dialog ends ${Math.round(beyond)} px outside of the window`;
  const least: [string, number][] = [
    ['#close', 20],
    ['iframe', 150],
  ];
  for (const [selector, leastPx] of least) {
    const part = root.querySelector(selector);
    if (!part) return `${selector} is not there`;
    const { left, top, width, height } = boxOf(part);
    if (Math.min(width, height) < leastPx) return `${selector} is only ${Math.round(width)} by ${Math.round(height)} px`;
    if (getComputedStyle(part).visibility !== 'visible') return `${selector} is invisible`;
    // What is inert is not hit either.
    if (root.elementFromPoint(left + width / 2, top + height / 2) !== part) return `something lies over ${selector}`;
  }
  return '';
}
