// Runs a program of this repository for a test, and stops it by its process id.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const READY_WITHIN_MS = 15_000;

export class Program {
  private constructor(
    private readonly child: ChildProcess,
    /** The address of its ready line: `http://…`. */
    readonly address: string,
    private readonly log: string[],
  ) {}

  /** Starts it and waits for its line `listening on http://…`. */
  static async start(file: string, args: string[], env: Record<string, string>): Promise<Program> {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const log: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
    const address = await new Promise<string>((resolve, reject) => {
      const failed = (why: string) => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        reject(new Error(`${file} ${why}\n${log.join('')}`));
      };
      const timer = setTimeout(() => failed(`was not ready in ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
      child.once('error', (error) => failed(error.message));
      child.once('exit', (code) => failed(`ended with ${code}`));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /^listening on (http:\S+)$/.exec(line)?.[1];
        if (!found) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        resolve(found.replace(/\/$/, ''));
      });
    });
    return new Program(child, address, log);
  }

  /** Its output on stderr so far. */
  get stderr(): string {
    return this.log.join('');
  }

  /** Stops it; with `SIGKILL` it has no chance to save anything. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

/** The path of a built program, which xtask passes in this variable. */
export function built(variable: 'CONNECT_PROGRAM' | 'BACKEND_PROGRAM'): string {
  const file = process.env[variable];
  if (!file) throw new Error(`${variable} must name the program; \`cargo xtask test --only e2e\` sets it`);
  return file;
}
