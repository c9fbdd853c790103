// `test` for the cases: the lab of the promises tests, with time that the case moves; or the same page with the proxy and
// the real service behind it.

import { watchAnswers } from '../../harness/answers.js';
import { install } from '../../harness/counts.js';
import { Host } from '../../harness/host.ts';
import { inRepository, UNPACKED } from '../../harness/places.ts';
import type { Service } from '../../harness/scripted-service.ts';
import { Lab, test as base } from '../../harness/lab.ts';
import type { ProxiedWorld, World } from './case.ts';
import { PageTime } from './page-time.ts';
import { Proxy } from '../../harness/proxy.ts';
import { Silence } from './run.ts';

interface Fixtures {
  silence: Silence;
  /** Makes the world of the next case. */
  worlds: () => World;
  proxiedWorlds: () => Promise<ProxiedWorld>;
}

export const test = base.extend<Fixtures>({
  silence: async ({ service }, use) => use(new Silence(service)),
  worlds: async ({ lab, page, context, service, witness, silence }, use) => {
    const time = new PageTime(lab, {
      get heard() {
        return service.asked.length;
      },
      get pending() {
        return service.underWay.size;
      },
      holds: () => silence.holds(),
    });
    let number = 0;
    await use(() => {
      const from = service.asked.length;
      const asked: World['asked'] = (what) => service.asked.slice(from).filter((each) => each.what === what);
      return { lab, page, context, service, witness, time, code: `clm_${(number += 1)}`, asked };
    });
  },
  proxiedWorlds: async ({ page, context, connect, witness }, use) => {
    await page.addInitScript(install);
    await page.addInitScript(watchAnswers);
    witness.allow(/^console\.error: Failed to load resource: .*\/link\/(claim|status)\)$/);
    const proxy = await Proxy.start(connect.address);
    const folders = { '/': inRepository('tests/harness/lab'), '/passage/': UNPACKED };
    const host = await Host.start({ address: proxy.address, createLink: () => connect.createLink() }, { folders });
    // The lab asks of its service no more than how many requests are under way.
    const lab = new Lab(page, proxy as unknown as Service, host);
    const time = new PageTime(lab, proxy);
    await use(async () => {
      const { linkId, claimCode: code } = await connect.createLink();
      return { lab, page, context, proxy, connect, linkId, code, witness, time };
    });
    await host.stop();
    await proxy.stop();
  },
});

export { expect } from '@playwright/test';
