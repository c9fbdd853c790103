// `react-dom/client` as far as the page uses it, for React 16 and 17, which have no such module.

import { render } from 'react-dom';

export function createRoot(place) {
  return { render: (tree) => render(tree, place) };
}
