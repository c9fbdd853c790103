// Host pages that are not tried in an engine, each with its reason; and those that the focus comes back to another place in.

import type { Engine } from '../driver.ts';

/** The driver's or the test's own scripts run with the page's globals. */
const NEEDED = "the driver's scripts need what the page has changed";
/** The check `host-pages` connects in the same page in Chromium, with a driver whose scripts are out of the page's reach. */
const ELSEWHERE = `${NEEDED}; tried with another driver`;

const every = (engine: Engine, reason: string, pages: string[]) => pages.map((page) => ({ page, engine, reason }));

export const UNLIKE: Record<string, Partial<Record<Engine, string>>> = {};
for (const { page, engine, reason } of [
  ...every('chromium', ELSEWHERE, [
    '`ShadowRoot` is missing',
    '`JSON.stringify` throws',
    '`JSON.stringify` writes dates and texts in a way of its own',
    'every object has a `toJSON`',
    'newer methods of lists and texts are missing',
  ]),
  ...every('firefox', 'the driver runs no script with the globals of a page that has no origin', [
    "in a sandbox with scripts alone: the service's frame has no origin there either",
  ]),
  ...every('webkit', NEEDED, [
    '`Promise` is of another library, without `resolve` and `reject`',
    '`Promise` is missing',
    '`Map` is of a library that draws maps',
    '`Map` is missing',
    '`Node` is a class of the page',
    '`setTimeout` is missing',
    '`JSON` is missing',
    '`JSON.parse` is wrapped, and revives dates',
    '`JSON.parse` throws',
    '`JSON.stringify` throws',
    '`JSON.stringify` writes dates and texts in a way of its own',
    'every object has a `toJSON`',
    '`toJSON` of lists and texts, as prototype.js 1.6 has them',
    'newer methods of promises are missing',
  ]),
  // WebKit writes the attribute of a style that a script has set only when it is read, and removes an unwritten one silently.
  ...every('webkit', 'no `MutationObserver` hears that a `style` attribute made by a script is removed', [
    'the button is not displayed while open, and shown again by removing its `style` attribute',
  ]),
  ...every('webkit', 'WebKitGTK has no Navigation API here', ['a router navigates by the Navigation API']),
])
  UNLIKE[page] = { ...UNLIKE[page], [engine]: reason };

/** The id of the element that has the focus afterwards, where the engine itself puts it elsewhere than Chromium. */
export const FOCUS: Record<string, Partial<Record<Engine, string>>> = {
  // Firefox focuses a button that can be edited, and nothing in design mode.
  'that can be edited as a whole': { firefox: 'opener' },
  'in design mode': { firefox: '' },
};
