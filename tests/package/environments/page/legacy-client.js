// The part of `react-dom/client` that the page uses, for React 16 and 17, which do not have that module.

import { render } from 'react-dom';

export function createRoot(place) {
  return { render: (tree) => render(tree, place) };
}
