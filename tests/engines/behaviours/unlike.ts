// Host pages that are not tried in an engine, each with its reason.

import type { Engine } from '../driver.ts';

/** The driver's or the test's own scripts run with the page's globals. */
const NEEDED = "the driver's scripts need what the page has changed";
/** A debt: it may be the driver, the test or the product. */
const UNKNOWN = 'failed when tried; the cause is not known yet';

const every = (engine: Engine, reason: string, pages: string[]) => pages.map((page) => ({ page, engine, reason }));

export const UNLIKE: Record<string, Partial<Record<Engine, string>>> = {};
for (const { page, engine, reason } of [
  ...every('firefox', NEEDED, [
    '`getComputedStyle` is missing',
    '`getComputedStyle` throws',
    'newer methods of lists and texts are missing',
  ]),
  ...every('firefox', UNKNOWN, [
    'isolated from other origins, and the frame does not consent',
    'in design mode',
    "in a sandbox with scripts alone: the service's frame has no origin there either",
    'that can be edited as a whole',
    'stops messages that it does not know',
  ]),
  ...every('webkit', NEEDED, [
    '`Promise` is of another library, without `resolve` and `reject`',
    '`Promise` is missing',
    '`Map` is of a library that draws maps',
    '`Map` is missing',
    '`Node` is a class of the page',
    '`getComputedStyle` is missing',
    '`setTimeout` is missing',
    '`JSON` is missing',
    '`JSON.parse` is wrapped, and revives dates',
    '`JSON.parse` throws',
    '`JSON.stringify` throws',
    '`JSON.stringify` writes dates and texts in a way of its own',
  ]),
  ...every('webkit', UNKNOWN, [
    "`script-src` names the page's files and not the engine's",
    'the button is in an SVG picture',
    '`html { zoom: 2 }`',
    '`html { zoom: 1.25 }`',
    '`html { zoom: 0.5 }`',
    '`body { zoom: 1.5 }`',
  ]),
])
  UNLIKE[page] = { ...UNLIKE[page], [engine]: reason };
