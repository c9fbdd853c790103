// Reads the environments of `environments.json` for the specs. xtask reads the same file to know what to build.

import { readFileSync } from 'node:fs';
import { inRepository } from '../../../harness/places.ts';

export interface Environment {
  name: string;
  /** The project's folder in `tests/package/environments`; several environments may share one project. */
  folder: string;
  /** The npm package whose version the table shows; none if the page uses no tool. */
  tool?: string;
  /** What the page imports: `/core`, the hook with React, or the element in another framework. */
  entry?: 'core' | 'hook' | 'element';
  /** The version of React that the page must report. */
  react?: string;
  /** Whether that is an older React. Then tests without React are not repeated, and bytes are not counted. */
  older?: boolean;
  /** What a static host serves: the path of each address, and its folder in the project. */
  serve?: Record<string, string>;
  /** Otherwise the tool's own server: its program and arguments. It prints its address. */
  start?: string[];
  /** Whether this is a development server. It does not minify, so its bytes are not counted. */
  dev?: boolean;
  env?: Record<string, string>;
  /** The page's path, default `/`. */
  page?: string;
  /** Whether the HTML already contains the initial state of the hook. */
  rendered?: boolean;
  /** Whether one file contains everything, so that the page loads the engine at once. */
  whole?: boolean;
  /** Whether that file also contains the script engine, because the tool cannot split it. */
  both?: boolean;
  /** Whether the HTML contains inline scripts, which a strict policy forbids. */
  inline?: boolean;
  /** The test runner of the project, which runs it instead of a browser. */
  runner?: 'tap' | 'vitest';
  /** Whether the plain `cargo xtask test` includes it. */
  always?: boolean;
}

/** The environments that xtask has selected, and which of their folders were built. */
const all = process.env['PACKAGING'] !== 'usual';
const folders = process.env['PACKAGING_FOLDERS']?.split(',');

export const environments = (
  JSON.parse(readFileSync(inRepository('tests/package/environments/environments.json'), 'utf8')) as Environment[]
).filter(({ folder, always }) => (all || always) && (!folders || folders.includes(folder)));

/** A path in the project of an environment. */
export function inProject({ folder }: Pick<Environment, 'folder'>, path: string): string {
  return inRepository(`tests/package/environments/${folder}/${path}`);
}
