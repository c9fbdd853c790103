// The modal opened from inside a host page's own modal, made with one of six libraries (`e2e/modal/hosts`).

import { expect } from '@playwright/test';
import { Host } from '../../harness/host.ts';
import { inRepository } from '../../harness/places.ts';
import type { Behaviour } from '../behaviour.ts';
import { CLOSE, EngineLab, FRAME } from '../lab.ts';

const LIBRARIES = ['radix', 'mui', 'react-aria', 'headless-ui', 'focus-trap', 'chakra'];

/** Whether the host's modal is open: Chakra and Radix mark one that is closed and still fades out. */
const IS_OPEN = `document.body.innerText.includes("The host's own modal.") && !document.querySelector('[role=dialog][data-state=closed]')`;

export const hosts: Behaviour[] = LIBRARIES.map((library) => ({
  name: `inside of a modal of ${library}: typing in the frame, closing, and the host's modal stays and works`,
  ...(library === 'radix' ? { smoke: 'desktop' } : {}),
  ...(library === 'chakra' ? { notes: { webkit: 'Chakra closes its modal and may leave it in view, also without this package' } } : {}),
  async run({ tab, connect, serve }) {
    const host = await serve(Host.start(connect, { folders: { '/': inRepository('tests/e2e/modal/hosts/dist') } }));
    const lab = new EngineLab(tab, { address: connect.address, pending: 0 }, host);
    await tab.open(`${host.address}/?host=${library}`);
    await tab.press({ button: 'Connect' });
    await lab.comes('the frame', async () => (await tab.look(FRAME)).length, 1);
    await lab.inFrame(async () => {
      await lab.sees({ css: '#username' });
      await lab.fill({ css: '#username' }, 'half done');
      await lab.fill({ css: '#username' }, 'x');
      await tab.keys('Backspace');
    });
    await tab.press(CLOSE);
    // Whether something would be lost arrives by a message, so the modal may still ask.
    await lab.comes(
      'the ending',
      async () => {
        const asking = await tab.look({ css: '[role=alertdialog]' });
        if (asking.length > 0) await tab.press(CLOSE);
        return tab.evaluate('document.title');
      },
      'closed',
    );
    await lab.comes('the frame', async () => (await tab.look(FRAME)).length, 0);
    expect(await tab.evaluate(IS_OPEN)).toBe(true);
    await lab.comes('the focus', () => tab.evaluate('document.activeElement.textContent'), 'Connect');
    await tab.keys('Escape');
    await lab.comes("the host's modal", () => tab.evaluate(IS_OPEN), false);
  },
}));
