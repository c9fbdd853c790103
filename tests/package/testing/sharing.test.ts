// A test run may contain several copies of the package; every copy finds the fake.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

type Core = typeof import('@getpassage/web-react/core');
type Testing = typeof import('@getpassage/web-react/testing');

const require = createRequire(import.meta.url);
/** Copies that Node itself loads, which are others than those that the test runner loads. */
const COPIES = {
  ESM: (entry: string) => import(/* @vite-ignore */ pathToFileURL(`${__dirname}/node_modules/@getpassage/web-react/dist/${entry}.js`).href),
  CommonJS: async (entry: string) => require(`@getpassage/web-react/${entry}`),
};

let undo: (() => void) | undefined;
afterEach(() => undo?.());

for (const [installer, install] of Object.entries(COPIES)) {
  for (const [user, use] of Object.entries(COPIES)) {
    test(`a fake installed by the ${installer} build serves the ${user} build`, async () => {
      const fake = ((await install('testing')) as Testing).installFakePassage();
      undo = fake.uninstall;
      const handle = ((await use('core')) as Core).openAppClip({ claimCode: 'clm_1' });
      fake.complete();
      expect(await handle.result).toEqual({ outcome: 'complete', linkId: 'link_1' });
    });
  }
}

test('after the test runner forgot its modules, the new ones find the same fake', async () => {
  const before: Core = await import('@getpassage/web-react/core');
  const testing: Testing = await import('@getpassage/web-react/testing');
  const fake = testing.installFakePassage();
  undo = fake.uninstall;
  vi.resetModules();
  const after: Core = await import('@getpassage/web-react/core');
  expect(after.openAppClip).not.toBe(before.openAppClip);
  const handle = after.openAppClip({ claimCode: 'clm_1' });
  fake.fail('NETWORK_ERROR');
  expect(await handle.result).toMatchObject({ error: { code: 'NETWORK_ERROR' } });
});

test('two copies share one session at a time', async () => {
  const esm: Core = await COPIES.ESM('core');
  const cjs: Core = await COPIES.CommonJS('core');
  const fake = ((await COPIES.ESM('testing')) as Testing).installFakePassage();
  undo = fake.uninstall;
  const first = esm.openAppClip({ claimCode: 'clm_1' });
  const second = cjs.openAppClip({ claimCode: 'clm_2' });
  expect(await first.result).toEqual({ outcome: 'closed', by: 'replaced' });
  fake.complete();
  expect(await second.result).toMatchObject({ outcome: 'complete' });
});

test('for the same claim code two copies give the same handle, and the newer callbacks count', async () => {
  const esm: Core = await COPIES.ESM('core');
  const cjs: Core = await COPIES.CommonJS('core');
  const fake = ((await COPIES.ESM('testing')) as Testing).installFakePassage();
  undo = fake.uninstall;
  const told: string[] = [];
  const open = ({ openAppClip }: Core, who: string) => openAppClip({ claimCode: 'clm_1', onConnectionComplete: () => void told.push(who) });
  const first = open(esm, 'ESM');
  expect(open(cjs, 'CommonJS')).toBe(first);
  fake.complete();
  expect(await first.result).toMatchObject({ outcome: 'complete' });
  expect(fake.sessions).toHaveLength(1);
  expect(told).toEqual(['CommonJS']);
});

test('two copies share what was configured', async () => {
  const esm: Core = await COPIES.ESM('core');
  const cjs: Core = await COPIES.CommonJS('core');
  const fake = ((await COPIES.ESM('testing')) as Testing).installFakePassage();
  undo = fake.uninstall;
  esm.configure({ locale: 'de' });
  cjs.configure({ theme: 'dark' });
  esm.openAppClip({ claimCode: 'clm_1' });
  expect(fake.sessions[0]).toMatchObject({ locale: 'de', theme: 'dark' });
  esm.configure({ locale: '', theme: 'auto' });
});

test('importing /testing does nothing by itself', async () => {
  const before = Reflect.ownKeys(globalThis);
  vi.resetModules();
  await import('@getpassage/web-react/testing');
  const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key));
  expect(added).toEqual([]);
});
