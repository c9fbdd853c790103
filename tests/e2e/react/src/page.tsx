import * as passage from '@getpassage/web-react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { version } from 'react';
import { type PageProps, handles, page as tree, refs, told, views } from './scenes';

const place = document.getElementById('root')!;
let root: Root | undefined;
let shown: PageProps = { components: [] };

const stage = {
  version,
  passage,
  told,
  handles,
  views,
  refs,
  /** Renders this at once; the first call mounts it. */
  show(props: PageProps): void {
    root ??= createRoot(place);
    shown = props;
    flushSync(() => root!.render(tree(props)));
  },
  /** Renders the same with a change, when React schedules it; also allowed inside callbacks. */
  change(props: Partial<PageProps>): void {
    shown = { ...shown, ...props };
    root?.render(tree(shown));
  },
  /** Hydrates what a server has rendered. */
  hydrate(html: string, props: PageProps): void {
    place.innerHTML = html;
    shown = props;
    root = hydrateRoot(place, tree(props));
  },
  /** Unmounts everything. */
  clear(): void {
    root?.unmount();
    root = undefined;
  },
};

export type StageOfTests = typeof stage;
Object.assign(globalThis, { stage });

const { connectUrl } = (await (await fetch('/api/config')).json()) as { connectUrl: string };
passage.configure({ baseUrl: connectUrl });
document.documentElement.dataset.ready = '';
