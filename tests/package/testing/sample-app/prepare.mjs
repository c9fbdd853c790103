// Puts the package into node_modules: the folder that PASSAGE_PACKAGE names, or one compiled from js/.

import { fileURLToPath } from 'node:url';
import { buildPackage } from '../build-package.mjs';

await buildPackage(fileURLToPath(new URL('node_modules/@getpassage/web-react', import.meta.url)));
