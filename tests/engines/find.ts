// Runs in the page: finds elements as a person does, in the document and in its shadow roots. Self-contained, because a test hands its
// source to the page.

import type { Find, Look } from './driver.ts';

export function find(what: Find): Element[] {
  const found: Element[] = [];
  const labelled = (element: Element): string => {
    const root = element.getRootNode() as Document | ShadowRoot;
    const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const named = ids.map((id) => root.getElementById(id)?.textContent ?? '').join(' ');
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element.textContent;
    return (named || element.getAttribute('aria-label') || label || '').trim();
  };
  const isVisible = (element: Element): boolean => {
    try {
      return getComputedStyle(element).visibility === 'visible';
    } catch {
      // The page has taken it away.
      return true;
    }
  };
  const [kind, name] = Object.entries(what)[0] as [string, string];
  const selector = { button: 'button, [role=button]', field: 'input, textarea, select', heading: 'h1, h2, h3' }[kind] ?? name;
  const walk = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll('*')) {
      const { width, height } = element.getBoundingClientRect();
      const shown = width > 0 && height > 0 && isVisible(element);
      if (shown && element.matches(selector) && (kind === 'css' || labelled(element) === name)) found.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return found;
}

export function look(found: Element[]): Look[] {
  // Browsers without `currentCSSZoom` measure boxes in the zoomed pixels of the page, and points in those of the window.
  let zoom = 1;
  if (!('currentCSSZoom' in document.documentElement))
    for (const part of [document.documentElement, document.body]) zoom *= Number(getComputedStyle(part).zoom) || 1;
  return found.map((element) => {
    const box = element.getBoundingClientRect();
    const root = element.getRootNode() as Document | ShadowRoot;
    return {
      text: (element.textContent ?? '').trim(),
      value: (element as HTMLInputElement).value ?? '',
      focused: root.activeElement === element,
      box: { left: box.left * zoom, top: box.top * zoom, width: box.width * zoom, height: box.height * zoom },
    };
  });
}
