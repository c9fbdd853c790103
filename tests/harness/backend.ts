// The example's own backend with its built page.

import type { Connect } from './connect.ts';
import { API_KEY } from './connect.ts';
import { inRepository } from './places.ts';
import { built, Program } from './program.ts';

export function startBackend(connect: Connect): Promise<Program> {
  const args = ['--listen', '127.0.0.1:0', '--connect-url', connect.address, '--page', inRepository('example-app/web/dist')];
  return Program.start(built('BACKEND_PROGRAM'), args, { CONNECT_API_KEY: API_KEY });
}
