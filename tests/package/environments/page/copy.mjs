// Copies a page into the project in which npm runs this: `node ../page/copy.mjs hook.js src`. It has to be a copy, because a bundler
// looks for a file's imports from the file's own folder.

import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const [page, folder] = process.argv.slice(2);
const generated = join(folder, 'generated');
await mkdir(generated, { recursive: true });
await cp(new URL(page, import.meta.url), join(generated, page));
