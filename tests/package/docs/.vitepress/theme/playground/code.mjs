// The code for what was chosen, in React and without it. A check compiles it for every choice.

import { CALLBACKS, linkOf } from './choices.mjs';

const LINK = {
  function: ['claimCode', 'fetchClaimCode', '// fetchClaimCode asks your backend, which creates a link.'],
  string: ['claimCode', 'claimCode', '// claimCode is from your backend, which created a link.'],
  url: ['appClipUrl', 'appClipUrl', '// appClipUrl is from your backend, which created a link.'],
};

const HANDLERS = {
  onConnectionComplete: '() => showResult()',
  onConnectionError: '({ userMessage }) => showToPerson(userMessage)',
  onClose: "({ by }) => console.log('closed by', by)",
  onEvent: '(event) => console.log(event.type)',
};

/** The element's events, with what the callback of the same kind does. */
const LISTENERS = {
  onConnectionComplete: ['passage-complete', '() => showResult()'],
  onConnectionError: ['passage-error', '({ detail }) => showToPerson(detail.userMessage)'],
  onClose: ['passage-close', "({ detail }) => console.log('closed by', detail.by)"],
  onEvent: ['passage-event', '({ detail }) => console.log(detail.type)'],
};

const text = (value) => `'${value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
const indented = (lines, by) => lines.map((line) => ' '.repeat(by) + line).join('\n');
const inBraces = (pairs, by) =>
  `{\n${indented(
    pairs.map(([name, value]) => (name === value ? `${name},` : `${name}: ${value},`)),
    by + 2,
  )}\n${' '.repeat(by)}}`;

/** As `[name, code]`, without what is the default anyway. */
const settings = ({ baseUrl, theme, locale, preload }) => [
  ['baseUrl', text(baseUrl)],
  ...(theme === 'auto' ? [] : [['theme', text(theme)]]),
  ...(locale ? [['locale', text(locale)]] : []),
  ...(preload ? [['preload', text(preload)]] : []),
];

const options = (choices, place) => [
  LINK[linkOf(choices)].slice(0, 2),
  ...(choices.way === 'container' ? [['container', place]] : []),
  ...CALLBACKS.filter((name) => choices[name]).map((name) => [name, HANDLERS[name]]),
  ...(choices.signal ? [['signal', 'controller.signal']] : []),
  ...(choices.redirect ? [] : [['redirect', 'false']]),
];

const listeners = (choices) => CALLBACKS.filter((name) => choices[name]).map((name) => LISTENERS[name]);
const about = (choices) => `${LINK[linkOf(choices)][2]}\n\n`;
const controller = ({ signal }) => (signal ? 'const controller = new AbortController(); // its abort() closes the session\n\n' : '');
const props = (pairs) =>
  pairs.map(([name, value]) => (value.startsWith("'") ? `${name}=${JSON.stringify(value.slice(1, -1))}` : `${name}={${value}}`));

export function reactCode(choices) {
  if (choices.way === 'element') return reactElement(choices);
  if (choices.way === 'button') {
    const all = props([...settings(choices), ...options(choices)]);
    return `import { PassageButton } from '@getpassage/web-react';

${about(choices)}${controller(choices)}export function Connect() {
  return (
    <PassageButton
${indented(all, 6)}
    >
      Connect your account
    </PassageButton>
  );
}
`;
  }
  const inside = choices.way === 'container';
  return `import { usePassage } from '@getpassage/web-react';
${inside ? "import { useRef } from 'react';\n" : ''}
${about(choices)}${controller(choices)}export function Connect() {
${inside ? '  const place = useRef<HTMLDivElement>(null);\n' : ''}  const { openAppClip } = usePassage(${inBraces(settings(choices), 2)});

  function connect() {
    openAppClip(${inBraces(options(choices, 'place.current!'), 4)});
  }

  return (
    <>
      <button onClick={connect}>Connect your account</button>
${inside ? '      <div ref={place} />\n' : ''}    </>
  );
}
`;
}

function reactElement(choices) {
  const all = props([...settings(choices), ...options(choices).filter(([name]) => !CALLBACKS.includes(name))]);
  const on = listeners(choices).map(([name, code]) => `on${name}={${code}}`);
  return `import '@getpassage/web-react/element';
import type {} from '@getpassage/web-react/element/react';

${about(choices)}${controller(choices)}export function Connect() {
  return (
    <passage-connect
${indented([...all, ...on], 6)}
    >
      Connect your account
    </passage-connect>
  );
}
`;
}

const PLACE = "const place = document.querySelector<HTMLElement>('#place')!;\n";

export function plainCode(choices) {
  if (choices.way === 'button') return undefined;
  if (choices.way === 'element') {
    const all = [...settings(choices), ...options(choices).filter(([name]) => !CALLBACKS.includes(name))];
    return `// In the page: <passage-connect>Connect your account</passage-connect>
import '@getpassage/web-react/element';

${about(choices)}${controller(choices)}const connect = document.querySelector('passage-connect')!;
${all.map(([name, value]) => `connect.${name} = ${value};`).join('\n')}
${listeners(choices)
  .map(([name, code]) => `connect.addEventListener('${name}', ${code});\n`)
  .join('')}`;
  }
  const inside = choices.way === 'container';
  return `import { configure, openAppClip } from '@getpassage/web-react/core';

configure(${inBraces(settings(choices), 0)});

${about(choices)}${controller(choices)}${inside ? PLACE : ''}const connect = document.querySelector('#connect')!;

connect.addEventListener('click', () => {
  openAppClip(${inBraces(options(choices, 'place'), 2)});
});
`;
}
