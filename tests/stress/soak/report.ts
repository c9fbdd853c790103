// Writes RESULTS.md, the results of the last long run.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { WARM_UP, type Run, type Weight } from './soak.ts';
import type { Tally } from './tally.ts';

export interface About {
  seed: number;
  minutes: number;
  browser: string;
}

export function write(run: Run, about: About): void {
  writeFileSync(new URL('RESULTS.md', import.meta.url), document(run, about));
}

/** For the terminal. */
export function summary({ tally, restarts }: Run): string[] {
  return [
    `${tally.visits} visits, ${tally.sessions} sessions, ${tally.requests} requests, ${tally.allFaults} faults, ${restarts} restarts of a service`,
    `endings: ${list(tally.endings)}`,
    `faults: ${list(sums(tally))}`,
    `links at the end: ${list(tally.links)}`,
  ];
}

function document({ tally, weights, restarts }: Run, { seed, minutes, browser }: About): string {
  return `# Soak

\`cargo xtask soak --minutes ${minutes} --seed ${seed}\`, with the packed package in ${browser}, ${weights.length} pages at once on ${cpus().length} cores.
**${tally.visits} visits, ${tally.sessions} sessions, ${tally.requests} requests through the proxies, of which ${tally.allFaults} met a fault; a service was killed ${restarts} times.**
After every visit: each session ended exactly once and nothing was told after it; no node, listener, timer or request left, focus and
scroll as before; no unhandled error; and the service's database agreed with what the page had been told (\`agreement.ts\`).
After the last one, every link was looked at again. Written by the run itself; one that goes wrong writes nothing.

## How sessions ended

| told | sessions |
|---|--:|
${rows(tally.endings)}

Endings that the faults, and not the person, had chosen: ${list(tally.excuses) || 'none'}.

## Faults

| fault | claims | status | held status | frame's page | frame's calls |
|---|--:|--:|--:|--:|--:|
${[...tally.faults]
  .filter(([, kinds]) => !kinds.has(''))
  .sort(byName)
  .map(
    ([fault, kinds]) =>
      `| ${fault} | ${(['claim', 'status', 'held', 'page', 'frame'] as const).map((kind) => kinds.get(kind) ?? 0).join(' | ')} |`,
  )
  .join('\n')}

Besides: ${list(new Map([...sums(tally)].filter(([fault]) => tally.faults.get(fault)?.has('')))) || 'nothing'}. Weather of the visits: ${list(tally.weathers)}.

## Stories

| what people and host pages did | visits |
|---|--:|
${rows(tally.stories)}

Links at the end: ${list(tally.links)}.

## Memory

After all garbage has gone: after ${WARM_UP} visits of the page → after its last. The engine's memory never shrinks, and is as large as its largest
moment: an answer of 64 KB, for instance. What may grow by how much, however many visits there are, is in \`soak.ts\`.

| page | visits | documents | nodes | listeners | wasm, KiB | heap, KiB |
|---|--:|--:|--:|--:|--:|--:|
${weights.map(weight).join('\n')}
`;
}

function weight({ visits, warm, end }: Weight, index: number): string {
  const kib = (bytes: number) => Math.round(bytes / 1_024);
  const both = [
    [warm.documents, end.documents],
    [warm.nodes, end.nodes],
    [warm.listeners, end.listeners],
    [kib(warm.wasmBytes), kib(end.wasmBytes)],
    [kib(warm.heapBytes), kib(end.heapBytes)],
  ].map((pair) => pair.join(' → '));
  return `| ${index + 1} | ${visits} | ${both.join(' | ')} |`;
}

function sums({ faults }: Tally): Map<string, number> {
  return new Map([...faults].map(([fault, kinds]) => [fault, [...kinds.values()].reduce((sum, each) => sum + each, 0)]));
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => one.localeCompare(other);
const byCount = ([, one]: [string, number], [, other]: [string, number]): number => other - one;
const rows = (counts: Map<string, number>): string =>
  [...counts]
    .sort(byCount)
    .map(([name, count]) => `| ${name} | ${count} |`)
    .join('\n');
const list = (counts: Map<string, number>): string =>
  [...counts]
    .sort(byCount)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
