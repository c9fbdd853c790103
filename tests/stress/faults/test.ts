// `test` for the cases: the lab with a clock that the case moves, at the scripted service, or at a proxy to the real service.

import { Lab, labHost, test as base, watch } from '../../harness/lab.ts';
import { Proxy } from '../../harness/proxy.ts';
import type { ProxiedWorld, World } from './case.ts';
import { PageTime } from './page-time.ts';
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
  proxiedWorlds: async ({ page, context, serve, connect, witness }, use) => {
    await watch(page, witness);
    const proxy = await serve(Proxy.start(connect.address));
    const host = await serve(labHost({ address: proxy.address, createLink: () => connect.createLink() }));
    const lab = new Lab(page, proxy, host);
    const time = new PageTime(lab, proxy);
    await use(async () => {
      const { linkId, claimCode: code } = await connect.createLink();
      return { lab, page, context, proxy, connect, linkId, code, witness, time };
    });
  },
});

export { expect } from '@playwright/test';
