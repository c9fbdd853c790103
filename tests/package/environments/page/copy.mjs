// Copies a page into the project that npm runs this in. A copy, since a bundler resolves the packages that a file imports
// from where the file lies: `node ../page/copy.mjs hook.js src`.

import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const [page, folder] = process.argv.slice(2);
const generated = join(folder, 'generated');
await mkdir(generated, { recursive: true });
await cp(new URL(page, import.meta.url), join(generated, page));
