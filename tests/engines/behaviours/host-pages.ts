// The rows of the table of host pages, each with a whole connection.

import { groups } from '../../stress/host-pages/cases/all.ts';
import type { HostPage } from '../../stress/host-pages/row.ts';
import { addressOf, connect as connectIn, firstScript, hostOf } from '../../stress/host-pages/run.ts';
import { real, scripted } from '../../stress/host-pages/service.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Engine } from '../driver.ts';
import { EngineHostLab } from '../host-lab.ts';
import { listen } from '../site.ts';
import { FOCUS } from './unlike.ts';

/** Rows of the short run. */
const SMOKE = ['the strictest policy that names what is needed', 'in a frame of another site'];

export function hostPages(unlike: Record<string, Partial<Record<Engine, string>>>): Record<string, Behaviour[]> {
  return Object.fromEntries(
    Object.entries(groups).map(([group, rows]) => [
      `host pages: ${group}`,
      rows.map((row) => ({
        name: row.page,
        sizes: ['desktop' as const],
        ...(SMOKE.includes(row.page) ? { smoke: 'desktop' as const } : {}),
        ...(unlike[row.page] && { without: unlike[row.page]! }),
        run: (around: Parameters<Behaviour['run']>[0]) => {
          const focus = FOCUS[row.page]?.[around.tab.engine];
          return run({ ...row, ...(focus !== undefined && { focus }) }, around);
        },
      })),
    ]),
  );
}

async function run(row: HostPage, { tab, serve, connect }: Parameters<Behaviour['run']>[0]): Promise<void> {
  const service = row.real ? real(connect) : await serve(scripted(row.frameHeaders ?? {}));
  const { claimCode: code } = await service.createLink();
  const first = (address: string) =>
    `(${listen.toString()})();\n${firstScript(row, address, { baseUrl: service.address, claimCode: code })}`;
  const host = await serve(hostOf(row, service, first));
  const lab = new EngineHostLab(tab, service, host);
  await tab.open(addressOf(row, host));
  const does = async () => {
    await lab.loaded(row.loaded);
    await connectIn(row, { lab, service, code });
  };
  await (row.around ? tab.inFrame({ css: 'iframe' }, does) : does());
}
