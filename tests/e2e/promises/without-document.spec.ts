// In a worker there is no document for a modal. The call throws an error that says where it can be made, and nothing else happens.

import { expect, test } from '../../harness/lab.ts';

/** The ways in which a worker can load the package, and its fake. */
const WORKERS = {
  'a module worker': { type: 'module', load: 'const passage = await import(`${origin}/passage/dist/core.js`);' },
  'a classic worker': { type: 'classic', load: 'importScripts(`${origin}/passage/dist/passage.global.js`); const passage = Passage;' },
} as const;

for (const [name, { type, load }] of Object.entries(WORKERS)) {
  test(`${name}: openAppClip throws what says so, the rest does no harm`, async ({ lab, page, service }) => {
    await lab.goto();
    const seen = await page.evaluate(inWorker, { type, code: `${load}\n${MISTAKES}` });
    expect(seen).toEqual({
      thrown: { isError: true, code: 'INVALID_OPTIONS', message: expect.stringMatching(/needs a page/) },
      outcome: 'complete',
      unhandled: [],
    });
    expect(service.asked).toEqual([]);
  });
}

/** Runs code that was written for a page in the worker, and then a test of that code. */
const MISTAKES = `
  passage.configure({ baseUrl: 'https://connect.example' });
  passage.close();
  void passage.preload();
  let thrown;
  try {
    passage.openAppClip({ claimCode: 'clm_x' });
  } catch (error) {
    thrown = { isError: error instanceof Error, code: error.code, message: error.message };
  }
  passage.close();
  await passage.preload();
  const { installFakePassage } = await import(\`\${origin}/passage/dist/testing.js\`);
  const fake = installFakePassage();
  const { result } = passage.openAppClip({ claimCode: 'clm_x' });
  fake.complete();
  const { outcome } = await result;
  fake.uninstall();
  return { thrown, outcome };`;

/** Runs the body of an async function in a worker. Returns its result, and the errors that nobody handled there. */
async function inWorker({ type, code }: { type: WorkerType; code: string }) {
  const script = `
    const origin = ${JSON.stringify(location.origin)};
    const unhandled = [];
    let seen;
    addEventListener('unhandledrejection', (event) => {
      if (event.reason !== 'the last one') return void unhandled.push(String(event.reason));
      event.preventDefault();
      postMessage({ ...seen, unhandled });
    });
    (async () => { ${code} })()
      .catch(({ stack }) => ({ failed: stack }))
      .then((result) => {
        seen = result;
        // They are told in order, each some time after it happened.
        Promise.reject('the last one');
      });`;
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(address, { type });
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}
