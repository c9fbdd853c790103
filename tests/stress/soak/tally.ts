// Counts what happens in a run.

import type { ProxyFault } from '../../harness/proxy.ts';
import type { Kind, Weather } from './weather.ts';

export class Tally {
  visits = 0;
  sessions = 0;
  requests = 0;
  readonly stories = new Map<string, number>();
  readonly weathers = new Map<Weather, number>();
  readonly endings = new Map<string, number>();
  readonly faults = new Map<string, Map<Kind | '', number>>();
  readonly excuses = new Map<string, number>();
  readonly links = new Map<string, number>();

  visit(story: string, weather: Weather, excuses: string[]): void {
    this.visits += 1;
    count(this.stories, story);
    count(this.weathers, weather);
    for (const each of excuses) count(this.excuses, each);
  }

  session(ending: string): void {
    this.sessions += 1;
    count(this.endings, ending);
  }

  fault(fault: ProxyFault | (string & {}), kind: Kind | '' = ''): void {
    const kinds = this.faults.get(fault) ?? new Map<Kind | '', number>();
    this.faults.set(fault, kinds);
    count(kinds, kind);
  }

  /** A link at the end. */
  link(status: string): void {
    count(this.links, status);
  }

  get allFaults(): number {
    return [...this.faults.values()].flatMap((kinds) => [...kinds.values()]).reduce((sum, each) => sum + each, 0);
  }
}

function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
