import { renderToString } from 'react-dom/server';
import { page as tree, type PageProps } from './scenes';

export function render(props: PageProps): string {
  return renderToString(tree(props));
}
