// Pages in unusual places of the browser, and unusual kinds of documents.

import { expect } from '@playwright/test';
import type { HostPage } from '../row.ts';

const framed = (page: string, of: 'this origin' | 'another site', attributes: string, more: Partial<HostPage> = {}): HostPage => ({
  page,
  around: {
    of,
    html: (address) => `<!doctype html><title>Around</title><iframe ${attributes} width="1100" height="650" src="${address}"></iframe>`,
  },
  ending: 'complete',
  ...more,
});

const document_ = (page: string, html: HostPage['html'], more: Partial<HostPage> = {}): HostPage => ({
  page,
  ...(html && { html }),
  ending: 'complete',
  ...more,
});

/** In a page with an opaque origin, all scripts come from another origin. */
const FOR_NO_ORIGIN = () => ({ 'access-control-allow-origin': '*' });

/** Puts the button into the shadow root of an element that gets the button's id. */
const intoShadow = (mode: ShadowRootMode) => `{
  const opener = document.getElementById('opener');
  const host = document.createElement('x-button');
  opener.replaceWith(host);
  opener.removeAttribute('id');
  host.id = 'opener';
  host.attachShadow({ mode: '${mode}' }).append(opener);
}`;

export const frames: HostPage[] = [
  framed('in a frame of its own origin', 'this origin', ''),
  framed('in a frame of another site', 'another site', ''),
  framed('in a frame of another site that allows nothing', 'another site', 'allow="" referrerpolicy="no-referrer" loading="lazy"'),
  framed('in a sandbox with scripts and its own origin', 'another site', 'sandbox="allow-scripts allow-same-origin"'),
  framed("in a sandbox with scripts alone: the service's frame has no origin there either", 'another site', 'sandbox="allow-scripts"', {
    headers: FOR_NO_ORIGIN,
    ending: 'FRAME_LOAD_FAILED',
  }),
  framed('in a frame that is narrow and low', 'another site', 'style="width: 340px; height: 420px"'),
];

export const documents: HostPage[] = [
  document_('in quirks mode', { doctype: '' }),
  // Chrome runs no module scripts here, but `import()` works.
  document_(
    'of XHTML',
    { attributes: 'xmlns="http://www.w3.org/1999/xhtml" lang="en"', script: '<script>import("ADDRESS/page.js")</script>' },
    { type: 'application/xhtml+xml' },
  ),
  document_('written from right to left, in Arabic', { attributes: 'lang="ar" dir="rtl"' }),
  document_('with a `base` at another host', { head: '<base href="https://elsewhere.example/app/" />' }),
  document_('with a `base` that opens everything in a new window', { head: '<base target="_blank" />' }),
  document_('with a form that is called `body`', { body: '<form name="body" action="#"></form><main>OPENER</main>' }),
  document_('with pictures that are called like members of the document', {
    body: '<main>OPENER</main><img name="visibilityState" alt="" /><img name="adoptedStyleSheets" alt="" />',
  }),
  document_('that can be edited as a whole', { bodyAttributes: 'contenteditable="true"' }, { focus: '' }),
  document_('in design mode', undefined, { live: "document.designMode = 'on'", after: "document.designMode = 'off'" }),
  document_('with an empty `head`, moved to the end', undefined, { loaded: 'document.documentElement.append(document.head)' }),
  document_('without a `head`', undefined, { loaded: 'document.head.remove()' }),
  document_('with a second `body` in the first', undefined, { loaded: "document.body.prepend(document.createElement('body'))" }),
];

export const openers: HostPage[] = [
  document_('the button is in a shadow root', undefined, { loaded: intoShadow('open') }),
  document_('the button is in a closed shadow root', undefined, { loaded: intoShadow('closed') }),
  document_(
    'the button is in a modal dialog of the page',
    { body: '<dialog>OPENER</dialog>' },
    { loaded: "document.querySelector('dialog').showModal()" },
  ),
  document_('the button is in an open `details`', { body: '<details open="">OPENER<summary>More</summary></details>' }),
  document_('the button is a link to `#`', { body: '<a id="opener" href="#">Open</a>' }),
  document_('the button is a `div` with a `tabindex`', { body: '<div id="opener" role="button" tabindex="0">Open</div>' }),
  document_('the button is a `div` that takes no focus', { body: '<div id="opener">Open</div>' }, { focus: '' }),
  document_('the button is in an SVG picture', {
    body: '<svg width="100" height="40"><a id="opener" tabindex="0"><rect width="100" height="40"></rect></a></svg>',
  }),
  {
    page: 'the button is in an element in full screen',
    open: async (claimCode) => {
      await document.querySelector('main')!.requestFullscreen();
      calls.open({ claimCode });
    },
    live: () => {
      if (document.fullscreenElement?.localName !== 'main') throw new Error('full screen was left');
    },
    after: 'document.exitFullscreen()',
    ending: 'complete',
  },
  {
    page: 'full screen is left while the modal is open',
    open: async (claimCode) => {
      await document.querySelector('main')!.requestFullscreen();
      calls.open({ claimCode });
    },
    live: 'document.exitFullscreen()',
    ending: 'complete',
  },
  {
    page: 'the page is scrolled, and scrolls smoothly',
    html: { head: '<style>html { scroll-behavior: smooth } main { margin: 3000px 0 }</style>' },
    loaded: "scrollTo({ top: 2700, behavior: 'instant' }); oracle.kept.top = scrollY;",
    check: async ({ lab }) => expect(await lab.page.evaluate('scrollY === oracle.kept.top')).toBe(true),
    ending: 'complete',
  },
  {
    page: 'a worker calls it',
    open: (): void => {
      const source = `import(${JSON.stringify(`${location.origin}/passage/dist/core.js`)}).then(({ openAppClip }) => openAppClip({ claimCode: 'none' })).then(() => postMessage({ message: 'nothing was thrown' }), ({ code, message }) => postMessage({ code, message }))`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
      worker.onmessage = ({ data }) => {
        worker.terminate();
        oracle.thrown = data;
      };
    },
    ending: 'INVALID_OPTIONS',
    says: /browser|page|window|document/,
  },
];
