// Migrates and builds the sample project, for tests that open the built page:
//   PASSAGE_TARBALL=pkg.tgz node tests/package/migrate/build-project.mjs
// The page is in tests/package/migrate/dist/project/dist.
import { join, resolve } from 'node:path';
import { buildProject, here } from './command.mjs';

const tarball = process.env.PASSAGE_TARBALL;
if (!tarball) {
  console.error('PASSAGE_TARBALL names no packed package: cargo xtask package makes one');
  process.exit(2);
}
console.log(buildProject(join(here, 'dist/project'), resolve(tarball)).page);
