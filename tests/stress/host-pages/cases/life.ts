// Pages whose scripts keep working while the modal is open.

import type { HostPage, World } from '../row.ts';

const meanwhile = (page: string, live: NonNullable<HostPage['live']>, more: Partial<HostPage> = {}): HostPage => ({
  page,
  live,
  ending: 'complete',
  ...more,
});

/** Checks that the modal is in the page again and can be used. */
const isBack = ({ lab }: World): Promise<void> => lab.expectUsable();

/** The page as it was when the package was loaded. */
const KEEP_BODY = 'oracle.kept.body = document.body.cloneNode(true); oracle.kept.html = document.documentElement.innerHTML;';

/** Undoes what the page did to its own nodes. */
const OLD_NODES = `{
  const { nodes } = oracle.kept;
  document.documentElement.replaceChildren(...nodes);
}`;
const KEEP_NODES = 'oracle.kept.nodes = [...document.documentElement.childNodes];';

export const bodies: HostPage[] = [
  meanwhile('`body` is replaced, as by Turbo', 'document.body.replaceWith(oracle.kept.body)', {
    loaded: KEEP_BODY,
    act: isBack,
    focus: '',
  }),
  meanwhile('`document.body = …`', 'document.body = oracle.kept.body', { loaded: KEEP_BODY, act: isBack, focus: '' }),
  meanwhile('`body.innerHTML = …`', 'document.body.innerHTML = oracle.kept.body.innerHTML', { loaded: KEEP_BODY, act: isBack, focus: '' }),
  meanwhile(
    '`body` is replaced three times in a row',
    'for (let round = 0; round < 3; round += 1) document.body.replaceWith(oracle.kept.body.cloneNode(true));',
    { loaded: KEEP_BODY, act: isBack, focus: '' },
  ),
  meanwhile('the content of `html` is cleared and made anew', 'document.documentElement.innerHTML = oracle.kept.html', {
    loaded: KEEP_BODY,
    act: isBack,
    focus: '',
  }),
  meanwhile(
    'the content of `html` is cleared, and there is no `body` any more',
    KEEP_NODES + "document.documentElement.textContent = '';",
    { ending: 'closed', after: OLD_NODES, focus: '' },
  ),
  meanwhile('`html` is replaced', 'document.documentElement.replaceWith(oracle.kept.root)', {
    loaded: 'oracle.kept.root = document.documentElement.cloneNode(true)',
    act: isBack,
    focus: '',
  }),
  meanwhile(
    'the document is opened and written anew',
    `document.open(); document.write('<title>New</title><p>New</p>'); document.close();`,
    {
      before: 'addEventListener("load", () => { oracle.kept.nodes = [...document.childNodes]; });',
      after: 'document.replaceChildren(); for (const node of oracle.kept.nodes) document.append(node);',
      focus: '',
    },
  ),
  meanwhile(
    "every new child of `body` is moved into the page's own element",
    "document.querySelector('main').append(...[...document.body.children].filter(({ localName }) => localName === 'div'));",
    { act: isBack },
  ),
  {
    page: "every new child of `body` is moved into the page's own element at once",
    loaded:
      "new MutationObserver((records) => { for (const { addedNodes } of records) document.querySelector('main').append(...addedNodes); }).observe(document.body, { childList: true });",
    ending: 'complete',
  },
  meanwhile('the children of `body` are put into another order', 'document.body.prepend(document.body.lastElementChild)', { act: isBack }),
  {
    page: 'every foreign child of `body` is removed, again and again',
    loaded:
      'new MutationObserver((records) => { for (const { addedNodes } of records) for (const node of addedNodes) node.remove(); }).observe(document.body, { childList: true });',
    ending: 'closed',
    unseen: 'it is removed again and again',
  },
  meanwhile('every child of `body` is made inert, and new ones too', 'for (const child of document.body.children) child.inert = true;', {
    act: isBack,
    after: "for (const child of document.body.children) child.removeAttribute('inert'); document.getElementById('opener').focus();",
  }),
  meanwhile(
    'every child of `body` is hidden from screen readers',
    "for (const child of document.body.children) if (child.localName === 'main') child.setAttribute('aria-hidden', 'true');",
  ),
];

const LISTENED = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'keydown',
  'keyup',
  'focusin',
  'focusout',
  'touchstart',
  'touchend',
  'wheel',
];

/** Adds a listener of the page for the person's events, called before or after the package's own. */
const listens = (body: string): string =>
  `for (const type of ${JSON.stringify(LISTENED)}) addEventListener(type, (event) => { ${body} }, { capture: true, passive: false });`;

const press = ({ lab }: World): Promise<void> => lab.press('#close');

export const listeners: HostPage[] = [
  {
    page: 'stops and prevents everything outside of its own element, at the window',
    loaded: listens(
      "if (!event.composedPath().includes(document.querySelector('main'))) { event.stopPropagation(); event.preventDefault(); }",
    ),
    ending: 'closed',
    act: press,
  },
  {
    page: 'stops everything outside of its own element, at the document',
    loaded: listens("if (!event.composedPath().includes(document.querySelector('main'))) event.stopImmediatePropagation();").replaceAll(
      'addEventListener',
      'document.addEventListener',
    ),
    ending: 'closed',
    act: press,
  },
  {
    page: 'stops everything at once, at the window, before the package is loaded',
    before: listens("if (event.target?.id !== 'opener' && event.target !== window) event.stopImmediatePropagation();"),
    ending: 'complete',
  },
  {
    page: 'fetches the focus back into its own element',
    loaded:
      "document.addEventListener('focusin', ({ target }) => { if (!document.querySelector('main').contains(target)) document.getElementById('opener').focus(); });",
    ending: 'complete',
  },
  {
    page: 'stops messages that it does not know',
    before: "addEventListener('message', (event) => { if (!event.data?.shop) event.stopPropagation(); }, true);",
    ending: 'complete',
  },
  {
    page: 'reads every message as JSON, and throws on what is none',
    before: "addEventListener('message', ({ data }) => void JSON.parse(data));",
    allow: [/^unhandled: .*JSON/],
    ending: 'complete',
  },
  {
    page: 'answers every message',
    before: "addEventListener('message', ({ source, data }) => { if (data?.passage) source?.postMessage({ shop: true, ...data }, '*'); });",
    ending: 'complete',
  },
  {
    page: 'sends itself messages of every shape',
    live: "for (const data of [null, 1, 'x', [], {}, { passage: 1 }, { passage: 1, type: 'close' }, { passage: 1, type: 'ready' }, new Map(), new Error('x')]) postMessage(data, '*');",
    ending: 'complete',
  },
  {
    page: 'swallows unhandled errors and rejections',
    before: "onerror = () => true; addEventListener('unhandledrejection', (event) => event.preventDefault());",
    ending: 'complete',
  },
  {
    page: 'asks before it is left',
    before: "addEventListener('beforeunload', (event) => event.preventDefault());",
    ending: 'complete',
  },
];

/** Removes the page's own state from its history entry. */
const OWN_STATE = "history.replaceState(null, '')";

export const doings: HostPage[] = [
  meanwhile('a router pushes an entry', "history.pushState({ page: 2 }, '', '#two')", { after: OWN_STATE }),
  meanwhile('a router replaces its entry', "history.replaceState({ page: 2 }, '', '#two')", { after: OWN_STATE }),
  meanwhile(
    'a router pushes an entry and goes back',
    "(async () => { history.pushState({ page: 2 }, '', '#two'); const gone = new Promise((resolve) => addEventListener('popstate', resolve, { once: true })); history.back(); await gone; })()",
  ),
  meanwhile(
    'a router navigates by the Navigation API',
    "navigation.addEventListener('navigate', (event) => event.intercept(), { once: true }); navigation.navigate('#three').finished",
  ),
  meanwhile('the style sheets of the document are replaced', 'document.adoptedStyleSheets = [];'),
  meanwhile("the style sheets of the document are replaced by the page's own", 'document.adoptedStyleSheets = [new CSSStyleSheet()];', {
    after: 'document.adoptedStyleSheets = [];',
  }),
  meanwhile(
    '`html` and `body` lose their attributes',
    'for (const element of [document.documentElement, document.body]) for (const { name } of [...element.attributes]) element.removeAttribute(name);',
    { after: "document.documentElement.setAttribute('data-ready', '')" },
  ),
  meanwhile('all loading is stopped', 'stop()'),
  meanwhile('the page is busy for half a second', 'for (const end = performance.now() + 500; performance.now() < end; );'),
  meanwhile('another language is set', "document.documentElement.lang = 'fr'"),
  meanwhile(
    'the title, the `base` and the address change',
    "document.title = 'Two'; document.head.append(Object.assign(document.createElement('base'), { href: 'https://elsewhere.example/' }));",
    { after: "document.querySelector('base').remove()" },
  ),
  meanwhile(
    'a modal dialog of the page comes on top, and goes',
    "{ const dialog = document.querySelector('main').appendChild(document.createElement('dialog')); dialog.showModal(); dialog.close(); dialog.remove(); }",
  ),
  meanwhile(
    "the page's own configuration changes",
    "passage.configure({ theme: 'dark', locale: 'fr', baseUrl: 'https://elsewhere.example' })",
  ),
];
