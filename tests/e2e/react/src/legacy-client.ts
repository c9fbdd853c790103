// The part of `react-dom/client` that the page uses, for React 16 and 17, which do not have that module.

import * as dom from 'react-dom';
import type { ReactNode } from 'react';

const { render, hydrate, unmountComponentAtNode } = dom as unknown as {
  render(tree: ReactNode, place: Element): void;
  hydrate(tree: ReactNode, place: Element): void;
  unmountComponentAtNode(place: Element): boolean;
};

const root = (place: Element) => ({
  render: (tree: ReactNode) => render(tree, place),
  unmount: () => void unmountComponentAtNode(place),
});

export const createRoot = root;

export function hydrateRoot(place: Element, tree: ReactNode) {
  hydrate(tree, place);
  return root(place);
}
