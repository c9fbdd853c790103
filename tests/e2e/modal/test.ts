// `test` with a scrolling page that does nothing but open the modal.

import { readFileSync } from 'node:fs';
import type { Frame, Page } from '@playwright/test';
import { Host } from '../../harness/host.ts';
import { inRepository, UNPACKED } from '../../harness/places.ts';
import { expect, test as base } from '../../harness/test.ts';

const AXE = readFileSync(inRepository('node_modules/axe-core/axe.min.js'), 'utf8');

/** The strictest policy under which the package promises to work; `frame-src` and `connect-src` name the service. */
const STRICT = (service: string) =>
  `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; frame-src ${service}; connect-src 'self' ${service}; require-trusted-types-for 'script'`;

interface Fixtures {
  /** Serves the page under the strict policy, so that every test of the modal also tests the policy. */
  site: Host;
  /** Opens a session by a click on the page's button. */
  open: (options?: OpenOptions) => Promise<void>;
}

export interface OpenOptions {
  locale?: string;
  theme?: 'light' | 'dark' | 'auto';
  /** Fields of the link. */
  link?: Record<string, unknown>;
  /** Query of the page. */
  path?: string;
}

export const test = base.extend<Fixtures>({
  site: async ({ serve, connect }, use) => {
    const folders = { '/': inRepository('tests/e2e/modal/page'), '/passage/': UNPACKED };
    await use(await serve(Host.start(connect, { folders, headers: { 'content-security-policy': STRICT(connect.address) } })));
  },
  open: async ({ page, site, connect, way }, use) => {
    await use(async ({ locale, theme, link }: OpenOptions = {}) => {
      if (page.url() === 'about:blank') await visit(page, site);
      const { claimCode } = await connect.createLink(link);
      await page.evaluate(
        ({ claimCode, way, config }) => {
          window.passage.configure(config);
          window.openWith({ claimCode, ...(way === 'container' && { container: document.getElementById('container') }) });
        },
        { claimCode, way, config: { ...(locale && { locale }), ...(theme && { theme }) } },
      );
      await page.locator('#opener').click();
    });
  },
});

/** Loads the page; the engine is loaded when this returns. */
export async function visit(page: Page, site: Host): Promise<void> {
  await page.goto(site.address);
  await expect(page.locator('html[data-ready]')).toBeAttached();
}

/** The violations that axe finds in this frame, of WCAG 2.2 at levels A and AA and of axe's best practices. */
export async function violations(frame: Frame): Promise<string[]> {
  await frame.evaluate(AXE);
  return frame.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      help: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const { violations } = await axe.run({ iframes: false });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `${node.html}\n${node.failureSummary}`).join('\n')}`,
    );
  });
}

/** The service's frame. */
export async function hostedFrame(page: Page): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.url().includes('/clip/'));
  await expect.poll(find, 'the frame').toBeTruthy();
  return find()!;
}

declare global {
  interface Window {
    /** The package, as in its tarball. */
    passage: { configure(config: object): void; openAppClip(options: object): void };
    openWith(options: object): void;
    ended: string[];
    violations: string[];
    /** In the frame: how many pings it has received. */
    pings: number;
  }
}

export { expect } from '@playwright/test';

/** With `SHOTS=FOLDER`, keeps a picture of the page in light and in dark, to be looked at. */
export async function keepShots(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (!folder) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, caret: 'hide' });
  }
}
