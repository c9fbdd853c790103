// The Connect service of the example app: the real one, with a database of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const API_KEY = 'sk_bench';

/** Starts it. `publicUrl` is its address for browsers, if they do not reach it directly. */
export async function startConnect(publicUrl) {
  const folder = await mkdtemp(join(tmpdir(), 'passage-bench-'));
  const args = ['--listen', '127.0.0.1:0', '--database', join(folder, 'connect.sqlite'), '--step-ms', '60', '--sandbox', '--log', 'error'];
  if (publicUrl) args.push('--public-url', publicUrl);
  const child = spawn(process.env.CONNECT_PROGRAM, args, {
    env: { ...process.env, CONNECT_API_KEY: API_KEY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill();
  process.once('exit', kill);
  const address = await new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^listening on (http:\S+)$/.exec(line);
      if (found) resolve(found[1].replace(/\/$/, ''));
    });
  });
  const post = async (path, body) => {
    const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
    const response = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body ?? {}) });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    address,
    /** `{linkId, claimCode}` */
    createLink: async () =>
      (await post('/v1/links', { integrationId: 'tmobile', operations: [{ resource: 'mobileBillingStatement', action: 'read' }] })).json(),
    complete: (linkId) => post(`/sandbox/links/${linkId}/complete`),
    async stop() {
      child.removeAllListeners('exit');
      process.off('exit', kill);
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
