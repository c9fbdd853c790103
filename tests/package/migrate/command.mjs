import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
const migrateFolder = join(here, '../../../js/migrate');

export const VERSION = '9.8.7';

const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A temporary folder, which is removed when the process ends. */
export function newFolder(prefix = 'migrate-') {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  folders.push(folder);
  return folder;
}

/** The shipped form of the command, built once in each process: one file alone in a folder. */
let built;
export function command() {
  if (built) return built;
  const file = join(newFolder('passage-bin-'), 'passage.mjs');
  execFileSync(process.execPath, [join(migrateFolder, 'build.mjs'), '--outfile', file, '--version', VERSION], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  built = file;
  return file;
}

/** Runs the command; returns its output and its exit code. */
export function passage(args, options = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command(), ...args], { encoding: 'utf8', ...options });
  return { code: status, out: stdout, err: stderr };
}

/** A project of `files` (path to text or bytes) in a new folder. */
export function project(files) {
  const root = newFolder('project-');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return {
    root,
    path: (path) => join(root, path),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    git: (...args) =>
      execFileSync('git', ['-C', root, '-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
  };
}

/**
 * The sample project, with the former package, copied to `folder`, migrated, given the package from `tarball`,
 * type-checked and built. Returns the folder with the built page, which reads its claim code from `location.hash` or
 * `POST /api/links`, and the service's address from `GET /api/config`.
 */
export function buildProject(folder, tarball) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(here, 'project'), folder, { recursive: true });
  // In the work tree, it would be a change that is not committed.
  const migrated = passage(['migrate', folder, '--force']);
  if (migrated.code !== 0) throw new Error(`migrate ended with ${migrated.code}\n${migrated.out}${migrated.err}`);
  const installed = join(folder, 'node_modules/@getpassage/web-react');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const run = (bin, ...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(here, 'node_modules', bin), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${bin} ended with ${status}\n${stdout}${stderr}`);
  };
  run('typescript/bin/tsc', '--noEmit');
  run('vite/bin/vite.js', 'build', '--logLevel', 'warn');
  return { page: join(folder, 'dist'), summary: migrated.out };
}
