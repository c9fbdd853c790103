import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EdgeVM } from '@edge-runtime/vm';
import * as driver from './driver.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The module under test. */
export const entry = resolve(process.env.PASSAGE_SERVER_ENTRY ?? here('../dist/entry/server/index.js'));

/** APIs that edge runtimes lack, which the entry therefore must not use. */
export const NOT_ON_THE_EDGE = ['process', 'Buffer', 'require', 'setImmediate'];

async function node() {
  const server = await import(pathToFileURL(entry).href);
  const now = Date.now;
  return {
    name: 'Node',
    verify: (input) => driver.verify(server, input),
    call: (...args) => driver.call(server, ...args),
    /** Sets the clock that the entry reads, in epoch milliseconds; without a value, the machine's again. */
    setNow: (ms) => (Date.now = ms === undefined ? now : () => ms),
  };
}

function edge() {
  const vm = new EdgeVM({ initialCode: readFileSync(here('../dist/edge.js'), 'utf8') });
  for (const name of NOT_ON_THE_EDGE) {
    if (vm.evaluate(`typeof ${name}`) !== 'undefined') throw new Error(`this edge runtime has ${name}`);
  }
  // Passed as JSON, because a real edge runtime gets no objects of another realm.
  const run = async (name, args) =>
    JSON.parse(await vm.evaluate(`edge.${name}(edge.server, ...${JSON.stringify(args)}).then(JSON.stringify)`));
  return {
    name: 'an edge runtime',
    verify: (input) => run('verify', [input]),
    call: (...args) => run('call', args),
    setNow: (ms) => vm.evaluate(`(globalThis.realNow ??= Date.now, Date.now = ${ms === undefined ? 'realNow' : `() => ${ms}`})`),
  };
}

/** The runtimes. The edge runtime starts with no remembered keys; Node remembers them as long as the process runs. */
export const runtimes = [await node(), edge()];
