// The SDKs that are measured: what an integrator imports of each, and the set-up that its documentation describes.

/** Opened, timed and closed on a page; `imports` is a module that holds what an integrator imports, and nothing else. */
export const SDKS = {
  passage: {
    title: '`@getpassage/web-react/core`',
    imports: "export { openAppClip, close, configure, preload } from '@getpassage/web-react/core';",
  },
  'plain-ts': { title: 'the same in plain TypeScript', imports: "export { openAppClip, close } from './plain-ts/index.ts';" },
  penpal: { title: '`penpal`', imports: "export { WindowMessenger, connect } from 'penpal';" },
  zoid: { title: '`@krakenjs/zoid`', imports: "export { create } from '@krakenjs/zoid';" },
  nango: { title: '`@nangohq/frontend`', imports: "export { default } from '@nangohq/frontend';" },
  mono: { title: '`@mono.co/connect.js`', imports: "export { default } from '@mono.co/connect.js';", host: 'https://connect.mono.co' },
  finicity: { title: '`@finicity/connect-web-sdk`', imports: "export { FinicityConnect } from '@finicity/connect-web-sdk';" },
  knot: { title: '`knotapi-js`', imports: "export { default } from 'knotapi-js';", host: 'https://sandbox-cardswitcher.knotapi.com' },
};

export const OURS = 'passage';
export const TWIN = 'plain-ts';
export const PEERS = Object.keys(SDKS).filter((name) => name !== OURS && name !== TWIN);

/** SDKs that are compared only by size. `loads` lists what they fetch at run time and npm does not ship. */
export const BY_SIZE = {
  'passage-react': { title: '`@getpassage/web-react`', imports: "export { usePassage, PassageProvider } from '@getpassage/web-react';" },
  'react-plaid-link': { title: '`react-plaid-link`', imports: "export { usePlaidLink } from 'react-plaid-link';", loads: 'cdn.plaid.com' },
  stripe: { title: '`@stripe/stripe-js`', imports: "export { loadStripe } from '@stripe/stripe-js';", loads: 'js.stripe.com' },
  merge: {
    title: '`@mergeapi/react-merge-link`',
    imports: "export { useMergeLink } from '@mergeapi/react-merge-link';",
    loads: 'cdn.merge.dev',
  },
  pinwheel: { title: '`@pinwheel/react-modal`', imports: "export { default } from '@pinwheel/react-modal';", loads: 'cdn.getpinwheel.com' },
  quiltt: { title: '`@quiltt/react`', imports: "export { QuilttButton } from '@quiltt/react';", loads: 'cdn.quiltt.io' },
};
