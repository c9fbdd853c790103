// Type-checks the guides' examples against the package's own source.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { ENTRIES } from '../../../js/entries.mjs';
import { repository } from './guides.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const entry = (name) => [`${repository}js/${ENTRIES[name]}`];

const STRICT = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['react', 'node'],
  typeRoots: [`${repository}node_modules/@types`],
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  // One of our own sources is JavaScript.
  allowJs: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  skipLibCheck: true,
  noEmit: true,
  paths: {
    '@getpassage/web-react': entry('index'),
    '@getpassage/web-react/core': entry('core'),
    '@getpassage/web-react/element': entry('element'),
    '@getpassage/web-react/element/*': [`${repository}pkg/element/*.d.ts`],
    '@getpassage/web-react/debug': entry('debug'),
    '@getpassage/web-react/testing': entry('testing'),
    '@getpassage/web-react/testing/playwright': entry('playwright'),
    '@getpassage/web-react/server': entry('server'),
  },
};

/** JavaScript cannot declare types, so values without one are `any`; a script of a page may assume that its elements exist. */
const SETTINGS = {
  ts: STRICT,
  playground: STRICT,
  js: { ...STRICT, allowJs: true, checkJs: true, noImplicitAny: false, useUnknownInCatchVariables: false },
  page: { ...STRICT, allowJs: true, checkJs: true, strict: false, exactOptionalPropertyTypes: false },
};

/** Returns one line for each error. `blocks` come from `guides.mjs`, `kind` is a key of `SETTINGS`. */
export function compile(kind, blocks) {
  const folder = `${here}dist/${kind}/`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = new Map();
  for (const block of blocks) {
    const extension = { tsx: 'tsx', ts: 'ts', jsx: 'jsx' }[block.lang] ?? 'js';
    const file = `${folder}${block.path.split('/').at(-1).replace('.md', '')}-${block.line}.${extension}`;
    writeFileSync(file, block.code);
    files.set(file, block);
  }
  const program = ts.createProgram([...files.keys(), `${here}free-names.d.ts`, `${here}foreign-packages.d.ts`], SETTINGS[kind]);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    const block = file && files.get(file.fileName);
    if (!block) return `${file?.fileName ?? 'settings'}: ${text}`;
    return `${block.path}:${block.line + file.getLineAndCharacterOfPosition(start).line}: ${text}`;
  });
}

/** The names of the properties that an interface of the package has, or that a type alias adds to the types it names. */
export function properties(path, name) {
  const source = ts.createSourceFile(path, ts.sys.readFile(repository + path), ts.ScriptTarget.Latest);
  const names = [];
  const visit = (node) => (ts.isPropertySignature(node) ? void names.push(node.name.text) : ts.forEachChild(node, visit));
  visit(source.statements.find((statement) => statement.name?.text === name));
  return names;
}
