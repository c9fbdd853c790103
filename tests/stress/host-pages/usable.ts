// Runs in the page: checks that a person could use the modal.

/** What prevents that, or an empty text. */
export function hindrance(): string {
  const roots = [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  const dialog = roots.map((root) => root.querySelector('dialog:has(#close)')).find((found) => found !== null);
  if (!dialog) return 'there is no dialog';
  if (!dialog.matches(':modal')) return 'the page behind the dialog is not blocked';
  const root = dialog.getRootNode() as ShadowRoot;
  const box = dialog.getBoundingClientRect();
  const beyond = Math.max(-box.left, -box.top, box.right - innerWidth, box.bottom - innerHeight);
  if (beyond > 1) return `the dialog ends ${Math.round(beyond)} px outside of the window`;
  const least: [string, number][] = [
    ['#close', 20],
    ['iframe', 150],
  ];
  for (const [selector, leastPx] of least) {
    const part = root.querySelector(selector);
    if (!part) return `${selector} is not there`;
    const { left, top, width, height } = part.getBoundingClientRect();
    if (Math.min(width, height) < leastPx) return `${selector} is only ${Math.round(width)} by ${Math.round(height)} px`;
    if (getComputedStyle(part).visibility !== 'visible') return `${selector} is invisible`;
    // What is inert is not hit either.
    if (root.elementFromPoint(left + width / 2, top + height / 2) !== part) return `something lies over ${selector}`;
  }
  return '';
}
