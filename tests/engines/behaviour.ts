// The type of a behaviour: what a person or a host page relies on, in words that know no engine.

import { Connect } from '../harness/connect.ts';
import type { Behind } from '../harness/oracle.ts';
import { Service } from '../harness/scripted-service.ts';
import { type Serve, UNENDING_MS } from '../harness/services.ts';
import type { Driver, Engine, Size, Tab } from './driver.ts';
import { EngineLab } from './lab.ts';
import { labSite, type Site } from './site.ts';

export interface Around {
  serve: Serve;
  driver: Driver;
  tab: Tab;
  /** The real service. */
  connect: Connect;
}

export interface Behaviour {
  name: string;
  /** Also in the short run, in a window of this size. */
  smoke?: Size;
  /** Only in windows of these sizes; default: of every size. */
  sizes?: Size[];
  /** Why it cannot be tried in an engine. */
  without?: Partial<Record<Engine, string>>;
  /** How it differs in an engine in which it is tried. */
  notes?: Partial<Record<Engine, string>>;
  run(around: Around): Promise<void>;
}

/** The lab's page at a service. */
export interface World<S extends Behind> extends Around {
  lab: EngineLab;
  service: S;
}

type More = Partial<Pick<Behaviour, 'smoke' | 'sizes' | 'without' | 'notes'>> & { site?: Site };

/** At the scripted service, whose link is `clm_1`. */
export function scripted(name: string, run: (world: World<Service>) => Promise<unknown>, { site = {}, ...more }: More = {}): Behaviour {
  return {
    name,
    ...more,
    async run(around) {
      const service = await around.serve(Service.start());
      await inLab({ ...around, service }, await around.serve(labSite(service, site)), run);
    },
  };
}

/**
 * At the real service, whose automation takes a fraction of a second. `slow`: at one of its own, where each step takes longer than the
 * behaviour.
 */
export function real(
  name: string,
  run: (world: World<Behind>) => Promise<unknown>,
  { site = {}, slow, ...more }: More & { slow?: true } = {},
): Behaviour {
  return {
    name,
    ...more,
    async run(around) {
      const connect = slow ? await around.serve(Connect.start(UNENDING_MS)) : around.connect;
      const service = { address: connect.address, pending: 0 };
      await inLab({ ...around, connect, service }, await around.serve(labSite(connect, site)), run);
    },
  };
}

async function inLab<S extends Behind>(
  around: Around & { service: S },
  host: ConstructorParameters<typeof EngineLab>[2],
  run: (world: World<S>) => Promise<unknown>,
): Promise<void> {
  const lab = new EngineLab(around.tab, around.service, host);
  await lab.visit();
  await run({ ...around, lab });
  await lab.judge();
}
