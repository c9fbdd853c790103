// The real Connect service as a process, with a database file that survives a restart.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built, Program } from './program.ts';

export interface CreatedLink {
  linkId: string;
  claimCode: string;
  /** The page of this link, with the claim code behind `#`. The scripted service has none. */
  appClipUrl?: string;
}

export interface Link {
  status: 'pending' | 'active' | 'complete' | 'failed' | 'expired';
  currentSessionId: string | null;
  result: unknown;
  error: { code: string; message: string } | null;
}

export const API_KEY = 'sk_test_end_to_end';
/** Short, so that a whole connection takes well under a second. */
export const STEP_MS = 60;

export class Connect {
  private constructor(
    private program: Program,
    private readonly folder: string,
    private readonly stepMs: number,
  ) {}

  /** `stepMs`: how long each step of the automation takes. */
  static async start(stepMs = STEP_MS): Promise<Connect> {
    const folder = await mkdtemp(join(tmpdir(), 'passage-e2e-'));
    return new Connect(await run(folder, '127.0.0.1:0', stepMs), folder, stepMs);
  }

  /** `http://127.0.0.1:PORT`: to a page at localhost, another site. */
  get address(): string {
    return this.program.address;
  }

  get stderr(): string {
    return this.program.stderr;
  }

  /** Kills the process with SIGKILL. */
  async kill(): Promise<void> {
    await this.program.stop('SIGKILL');
  }

  /** Starts it again with the same port and database. */
  async startAgain(stepMs = this.stepMs): Promise<void> {
    const { host } = new URL(this.address);
    this.program = await run(this.folder, host, stepMs);
  }

  /** Ends the automation's current step at once. */
  async endStep(): Promise<void> {
    await this.call('POST', '/sandbox/clock/advance', { ms: this.stepMs });
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Creates a link, as an integrator's backend does before it shows the page. */
  async createLink(fields: Record<string, unknown> = {}): Promise<CreatedLink> {
    return this.call('POST', '/v1/links', {
      integrationId: 'tmobile',
      operations: [{ resource: 'mobileBillingStatement', action: 'read' }],
      ...fields,
    });
  }

  async link(linkId: string): Promise<Link> {
    return this.call('GET', `/v1/links/${linkId}`);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.address + path, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}

function run(folder: string, listen: string, stepMs: number): Promise<Program> {
  const args = ['--listen', listen, '--database', join(folder, 'connect.sqlite'), '--step-ms', String(stepMs)];
  // The backend that receives the webhooks is on loopback. The sandbox can inject faults and move the clock.
  args.push('--private-webhooks', '--sandbox');
  return Program.start(built('CONNECT_PROGRAM'), args, { CONNECT_API_KEY: API_KEY });
}
