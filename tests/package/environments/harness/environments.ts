// The environments of `environments.json`, as the specs read them; xtask reads the same file to know what to build.

import { readFileSync } from 'node:fs';
import { inRepository } from '../../../harness/places.ts';

export interface Environment {
  name: string;
  /** Of `tests/package/environments`; several environments may share one project. */
  folder: string;
  /** The npm package whose version counts; none where no tool takes part. */
  tool?: string;
  /** What the page imports: `/core`, or the hook with React. */
  entry?: 'core' | 'hook';
  /** The React that the page must say it runs on. */
  react?: string;
  /** That is not the newest: what has nothing to do with React is not tried again, and bytes are not counted. */
  older?: boolean;
  /** What a static host serves: path of the address to folder of the project. */
  serve?: Record<string, string>;
  /** Else the server of the tool: its program and arguments. It says where it listens. */
  start?: string[];
  /** For development, where nothing is made small: bytes say nothing, and take long to compress. */
  dev?: boolean;
  env?: Record<string, string>;
  /** The page's path, default `/`. */
  page?: string;
  /** The answer already holds what the hook shows before anything happened. */
  rendered?: boolean;
  /** One file holds all, so that the engine comes with it. */
  whole?: boolean;
  /** That file holds the engine as a script, too: its tool takes apart nothing. */
  both?: boolean;
  /** The HTML has scripts in it, which a strict policy forbids. */
  inline?: boolean;
  /** Its own test runner runs it (and the value is whose output it prints), no browser. */
  runner?: 'tap' | 'vitest';
  /** Part of the plain `cargo xtask test`. */
  always?: boolean;
}

/** What xtask has asked for, and the folders of it that were built. */
const all = process.env['PACKAGING'] !== 'usual';
const folders = process.env['PACKAGING_FOLDERS']?.split(',');

export const environments = (
  JSON.parse(readFileSync(inRepository('tests/package/environments/environments.json'), 'utf8')) as Environment[]
).filter(({ folder, always }) => (all || always) && (!folders || folders.includes(folder)));

/** A path in the project of an environment. */
export function inProject({ folder }: Pick<Environment, 'folder'>, path: string): string {
  return inRepository(`tests/package/environments/${folder}/${path}`);
}
