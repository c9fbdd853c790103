// Serves an environment's page, by a static host or by the tool's own server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Connect } from '../../../harness/connect.ts';
import { Host } from '../../../harness/host.ts';
import { type Environment, inProject } from './environments.ts';

const READY_WITHIN_MS = 40_000;

/** How Vite and Next.js, Angular, and Nuxt say that they are ready. */
const READY = /ready in|generation complete|Nitro server built/i;

export interface Site {
  /** The address of the page. */
  address: string;
  stop(): Promise<void>;
}

/** Only a static host sends `headers`. */
export async function startSite(environment: Environment, connect: Connect, headers: Record<string, string> = {}): Promise<Site> {
  const page = environment.page ?? '/';
  if (!environment.serve) return startServer(environment, page);
  const folders = Object.fromEntries(Object.entries(environment.serve).map(([path, folder]) => [path, inProject(environment, folder)]));
  const host = await Host.start(connect, { folders, headers });
  return { address: host.address + page, stop: () => host.stop() };
}

async function startServer(environment: Environment, page: string): Promise<Site> {
  const [program, ...args] = environment.start ?? [];
  if (!program) throw new Error(`${environment.name} has neither "serve" nor "start"`);
  const child = spawn(inProject(environment, `node_modules/.bin/${program}`), args, {
    cwd: inProject(environment, '.'),
    // Without colours, which would be in the middle of the address.
    env: { ...process.env, ...environment.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const address = await new Promise<string>((resolve, reject) => {
    const failed = (why: string) => {
      clearTimeout(timer);
      child.kill();
      reject(new Error(`${environment.name} ${why}\n${log.join('')}`));
    };
    const timer = setTimeout(() => failed(`was not ready in ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
    child.once('error', (error) => failed(error.message));
    child.once('exit', (code) => failed(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log.push(text);
        const said = log.join('');
        // All print that they are ready and their address, but not in the same order.
        const address = /http:\/\/localhost:\d+/.exec(said)?.[0];
        if (!address || !READY.test(said)) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        resolve(address);
      });
    }
  });
  return {
    address: address + page,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      // Killed, because the servers have nothing to save, and some of them first wait until the page closes its connection.
      child.kill('SIGKILL');
      await ended;
    },
  };
}
