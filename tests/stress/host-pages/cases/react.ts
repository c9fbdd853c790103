// Pages with React but without a bundler: React comes from script tags, the package from an import map.

import type { HostPage } from '../row.ts';

const head = (version: 16 | 18) => `
  <script src="ADDRESS/react/react-${version}/umd/react.development.js"></script>
  <script src="ADDRESS/react/react-dom-${version}/umd/react-dom.development.js"></script>
  <script type="importmap">{ "imports": { "react": "/react.js" } }</script>`;

/** Shows the button of the quick start, which is disabled while a session is open. It appears when the engine has loaded. */
const SHOW = `(async () => {
  const { usePassage } = await import('/passage/dist/index.js');
  const { createElement, StrictMode } = React;
  const main = document.querySelector('main');
  main.textContent = '';
  let shown;
  const ready = new Promise((resolve) => { shown = resolve; });
  const App = () => {
    const { openAppClip, ready, status } = usePassage();
    React.useEffect(() => { if (ready) shown(); }, [ready]);
    const open = () => { calls.open({ claimCode: oracle.claimCode }, openAppClip); };
    return createElement('button', { id: 'opener', disabled: status === 'opening' || status === 'active', onClick: open }, 'Open');
  };
  const page = createElement(StrictMode, null, createElement(App));
  if (ReactDOM.createRoot) ReactDOM.createRoot(main).render(page);
  else ReactDOM.render(page, main);
  await ready;
})()`;

const react = (page: string, version: 16 | 18, before?: string): HostPage => ({
  page: `React ${version} by script tags, ${page}`,
  html: { head: head(version) },
  ...(before && { before }),
  loaded: SHOW,
  check: ({ lab }) => lab.expectOpenerFocused(),
  ending: 'complete',
});

export const reacts: HostPage[] = [
  react('in strict mode', 18),
  react('in strict mode', 16),
  react('without `requestIdleCallback`', 18, 'delete globalThis.requestIdleCallback; delete globalThis.cancelIdleCallback;'),
  react('without `cancelIdleCallback`, but with its sister', 18, 'delete globalThis.cancelIdleCallback;'),
  react('with a `queueMicrotask` that is missing', 18, 'delete globalThis.queueMicrotask;'),
  react('with a `URL` that is a text', 18, "globalThis.URL = 'https://shop.example/';"),
];
