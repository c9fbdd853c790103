// The two services at which a row can run.

import type { Connect } from '../../harness/connect.ts';
import { Service } from '../../harness/scripted-service.ts';
import type { ServiceOf } from './row.ts';

/** The scripted service. */
export async function scripted(frameHeaders: Record<string, string>): Promise<ServiceOf & { stop(): Promise<void> }> {
  const service = await Service.start();
  service.frameHeaders = frameHeaders;
  return Object.assign(service, { complete: (code: string) => service.set(code, { status: 'complete' }) });
}

/** The real one, whose sandbox completes the link. */
export function real(connect: Connect): ServiceOf {
  const links = new Map<string, string>();
  return {
    address: connect.address,
    pending: 0,
    referrers: [],
    async createLink() {
      const link = await connect.createLink();
      links.set(link.claimCode, link.linkId);
      return link;
    },
    async complete(code) {
      const response = await fetch(`${connect.address}/sandbox/links/${links.get(code)}/complete`, { method: 'POST' });
      if (!response.ok) throw new Error(`the sandbox completes the link: ${response.status}`);
    },
  };
}
