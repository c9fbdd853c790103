// `test` of an integrator whose app is at the `baseURL`, as the guide to testing assumes it.

import { Host } from '../../harness/host.ts';
import { inRepository, UNPACKED } from '../../harness/places.ts';
import { test as base } from '../../harness/test.ts';

export const test = base.extend<object>({
  baseURL: async ({ serve, connect }, use) => {
    const folders = { '/': inRepository('tests/e2e/drive/page'), '/passage/': UNPACKED };
    await use((await serve(Host.start(connect, { folders }))).address);
  },
});

export { expect } from '@playwright/test';
