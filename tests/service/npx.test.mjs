// `npx @getpassage/connect` as a developer has it: its packages from their tarballs, installed without a network into an empty folder,
// with Node alone on the PATH.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const { CONNECT_PACKAGES, SDK_TARBALL } = process.env;
for (const [name, value] of Object.entries({ CONNECT_PACKAGES, SDK_TARBALL })) {
  assert.ok(value, `${name} must be set; \`cargo xtask test --only service\` does`);
}

const HOST = `@getpassage/connect-${process.platform}-${process.arch}`;
const LAUNCHER = 'node_modules/@getpassage/connect/bin/connect.js';
const ALL = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];

let home;
/** Nothing of this process's environment: neither cargo, nor a key, nor npm's settings. */
let env;
/** The folder with the packages. */
let installed;
const children = [];

const tarball = (name) => join(CONNECT_PACKAGES, `${name.slice(1).replace('/', '-')}.tgz`);

before(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'connect-npx-')));
  const bin = join(home, 'bin');
  await mkdir(bin);
  await symlink(process.execPath, join(bin, 'node'));
  env = { PATH: `${bin}:/usr/bin:/bin`, HOME: home };
  installed = join(home, 'app');
  await mkdir(installed);
  const { stdout: npm } = await run('npm', ['root', '--global']);
  const install = ['install', '--offline', '--no-audit', '--no-fund'];
  const packages = [tarball('@getpassage/connect'), tarball(HOST), SDK_TARBALL];
  await run(process.execPath, [join(npm.trim(), 'npm/bin/npm-cli.js'), ...install, ...packages], { cwd: installed, env });
});

after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

/** A folder of its own for one start. */
async function emptyFolder() {
  return realpath(await mkdtemp(join(home, 'work-')));
}

/** Runs the launcher until `until` was printed; then goes on. */
async function start(args, cwd, until, variables = {}) {
  const options = { cwd, env: { ...env, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawn(process.execPath, [join(installed, LAUNCHER), ...args], options);
  children.push(child);
  const exit = once(child, 'exit');
  let printed = '';
  let errors = '';
  child.stderr.on('data', (bytes) => (errors += bytes));
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      printed += bytes;
      if (until.test(printed)) resolve();
    });
    exit.then(() => reject(new Error(`it ended early: ${printed}${errors}`)));
  });
  return { child, exit, printed: () => printed, errors: () => errors };
}

/** As a developer starts it, but on a free port. */
const dev = (cwd) => start(['--dev', '--listen', '127.0.0.1:0'], cwd, /configure\(\{ baseUrl: .*\n/);
const keyIn = (text) => /Test key {2}(psg_test_[0-9a-f]{64})/.exec(text)[1];
const addressIn = (text) => /^listening on (http:\S+)$/m.exec(text)[1];

test('the printed line creates a link, whose address is a page', async () => {
  const { child, exit, printed } = await dev(await emptyFolder());
  const text = printed();
  const address = addressIn(text);
  const line = /^ {2}(curl .*)$/m.exec(text)[1];
  const { stdout } = await run('sh', ['-c', line.replace('curl', 'curl --silent --fail-with-body')], { env });
  const link = JSON.parse(stdout);
  assert.match(link.claimCode, /^clm_/);
  assert.equal(link.status, 'pending');
  assert.ok(text.includes(`configure({ baseUrl: '${address}' })`));
  const opened = await fetch(link.appClipUrl);
  assert.equal(opened.status, 200);
  assert.match(opened.headers.get('content-type'), /^text\/html/);
  assert.equal((await fetch(`${address}/sandbox`)).status, 200);
  child.kill('SIGTERM');
  assert.deepEqual(await exit, [0, null]);
});

test('its files stay in the folder, for their owner alone, and the next start has the same key and links', async () => {
  const folder = await emptyFolder();
  const first = await dev(folder);
  const key = keyIn(first.printed());
  const authorization = `Bearer ${key}`;
  const body = JSON.stringify({ integrationId: 'tmobile', resource: 'mobileBillingStatement', action: 'read' });
  const headers = { authorization, 'content-type': 'application/json' };
  const created = await fetch(`${addressIn(first.printed())}/v1/links`, { method: 'POST', headers, body });
  const { linkId } = await created.json();
  for (const file of await readdir(folder)) {
    assert.match(file, /^connect\.sqlite(-key|-lock|-shm|-test-key|-wal)?$/);
    if (process.platform !== 'win32') assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600, file);
  }
  assert.equal((await readFile(join(folder, 'connect.sqlite-test-key'), 'utf8')).trim(), key);
  first.child.kill('SIGINT');
  assert.deepEqual(await first.exit, [0, null]);
  const second = await dev(folder);
  assert.equal(keyIn(second.printed()), key);
  const read = await fetch(`${addressIn(second.printed())}/v1/links/${linkId}`, { headers: { authorization } });
  assert.equal(read.status, 200);
  second.child.kill('SIGTERM');
  await second.exit;
});

test('a key of one’s own is used and not printed, and no file is made for it', async () => {
  const folder = await emptyFolder();
  const args = ['--dev', '--listen', '127.0.0.1:0', '--api-key', 'psg_test_mine', '--database', ':memory:'];
  const { child, exit, printed } = await start(args, folder, /configure\(/);
  assert.ok(!printed().includes('psg_test_mine'));
  const { status } = await fetch(`${addressIn(printed())}/v1/links`, { headers: { authorization: 'Bearer psg_test_mine' } });
  assert.equal(status, 200);
  assert.deepEqual(await readdir(folder), []);
  child.kill('SIGTERM');
  await exit;
});

test('the example is a page with a backend that creates a link, beside the running service', async () => {
  const folder = await emptyFolder();
  const service = await dev(folder);
  const baseUrl = addressIn(service.printed());
  const example = await start(['example'], folder, /http:\S+\n$/, { CONNECT_URL: baseUrl, PORT: '0' });
  const page = /(http:\S+)\n$/.exec(example.printed())[1];
  const html = await (await fetch(page)).text();
  assert.ok(html.includes(`Passage.configure({ baseUrl: "${baseUrl}" })`));
  assert.ok(!html.includes('psg_test_'));
  assert.match(await (await fetch(`${page}/sdk.js`)).text(), /Passage/);
  const link = await (await fetch(`${page}/api/links`, { method: 'POST' })).json();
  const claim = await fetch(`${baseUrl}/link/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: link.claimCode }),
  });
  assert.equal(claim.status, 200);
  await fetch(`${baseUrl}/sandbox/links/${link.linkId}/complete`, { method: 'POST' });
  const read = await (await fetch(`${page}/api/links/${link.linkId}`)).json();
  assert.equal(read.status, 'complete');
  example.child.kill('SIGTERM');
  await example.exit;
  service.child.kill('SIGTERM');
  await service.exit;
});

test('exit codes and signals go through', async () => {
  const folder = await emptyFolder();
  const launcher = join(installed, LAUNCHER);
  const version = await run(process.execPath, [launcher, '--version'], { cwd: folder, env });
  assert.match(version.stdout, /^passage-connect \d/);
  const wrong = await run(process.execPath, [launcher, '--nonsense'], { cwd: folder, env }).catch((error) => error);
  assert.equal(wrong.code, 2);
  const first = await dev(folder);
  const port = new URL(addressIn(first.printed())).host;
  const taken = await run(process.execPath, [launcher, '--dev', '--listen', port], { cwd: await emptyFolder(), env }).catch(
    (error) => error,
  );
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, /another program uses 127\.0\.0\.1:\d+: stop it, or take a free port with --listen 127\.0\.0\.1:0/);
  // SIGHUP the service does not handle, so it ends by it, and so does the launcher.
  first.child.kill('SIGHUP');
  assert.deepEqual(await first.exit, [null, 'SIGHUP']);
});

test('the service ends with npx, whose shell hands no signal on', { skip: process.platform === 'win32' }, async () => {
  const folder = await emptyFolder();
  const launcher = `"${process.execPath}" "${join(installed, LAUNCHER)}" --dev --listen 127.0.0.1:0; true`;
  const shell = spawn('sh', ['-c', launcher], {
    cwd: folder,
    env: { ...env, npm_lifecycle_event: 'npx' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(shell);
  let printed = '';
  for await (const bytes of shell.stdout) {
    printed += bytes;
    // The service holds the other end of this pipe: the loop is over when it has ended.
    if (shell.exitCode === null && /configure\(/.test(printed)) shell.kill('SIGKILL');
  }
  await assert.rejects(fetch(addressIn(printed)));
});

/** Runs the launcher as if it were on another machine. */
async function elsewhere(platform, arch, cwd = installed) {
  const code = `for (const [k, value] of [['platform', '${platform}'], ['arch', '${arch}']]) Object.defineProperty(process, k, { value });`;
  const preload = `data:text/javascript,${encodeURIComponent(code)}`;
  return run(process.execPath, ['--import', preload, join(cwd, LAUNCHER)], { cwd, env }).catch((error) => error);
}

test('a platform without a program is named, with those that have one and where the source is', async () => {
  const { code, stderr } = await elsewhere('sunos', 'x64');
  assert.equal(code, 1);
  assert.match(stderr, /there is no program for sunos-x64, only for linux-x64, linux-arm64, darwin-x64, darwin-arm64, win32-x64\./);
  assert.match(stderr, /https:\/\/github\.com\/getpassage\/web-react\/tree\/main\/example-app\/connect/);
});

test('a program that npm left out is named, with what to do', async () => {
  const { code, stderr } = await elsewhere('win32', 'x64');
  assert.equal(code, 1);
  assert.match(stderr, /@getpassage\/connect-win32-x64 is not installed.*npm install --include=optional @getpassage\/connect/s);
});

test('a program that cannot be started is named', { skip: process.platform === 'win32' }, async () => {
  const program = join(installed, 'node_modules', HOST, 'bin', process.platform === 'win32' ? 'passage-connect.exe' : 'passage-connect');
  await chmod(program, 0o644);
  const { code, stderr } = await run(process.execPath, [join(installed, LAUNCHER)], { cwd: installed, env }).catch((error) => error);
  await chmod(program, 0o755);
  assert.equal(code, 1);
  assert.match(stderr, /passage-connect could not be started: .*EACCES/);
});

describe('the packages', () => {
  const manifestOf = async (name) => JSON.parse((await run('tar', ['-xzOf', tarball(name), 'package/package.json'])).stdout);
  const filesOf = async (name) => (await run('tar', ['-tzf', tarball(name)])).stdout.trim().split('\n').sort();
  const packed = async () => {
    const found = await readdir(CONNECT_PACKAGES);
    return ['', ...ALL.map((one) => `-${one}`)]
      .map((end) => `@getpassage/connect${end}`)
      .filter((name) => found.includes(tarball(name).split('/').at(-1)));
  };

  test('none of them runs anything at its installation', async () => {
    const names = await packed();
    assert.ok(names.includes('@getpassage/connect') && names.includes(HOST));
    for (const name of names) {
      const { scripts, gypfile, bin } = await manifestOf(name);
      assert.deepEqual({ scripts, gypfile }, { scripts: undefined, gypfile: undefined }, name);
      assert.equal(bin !== undefined, name === '@getpassage/connect');
    }
  });

  test('each has its licences, a README and nothing that it does not need', async () => {
    for (const name of await packed()) {
      const own = name.endsWith('connect')
        ? ['bin/connect.js', 'example.mjs']
        : [`bin/passage-connect${name.includes('win32') ? '.exe' : ''}`, 'THIRD-PARTY.txt'];
      const files = ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'package.json', ...own].map((file) => `package/${file}`).sort();
      assert.deepEqual(await filesOf(name), files, name);
    }
  });

  test('a program’s package is for its platform alone, and the launcher asks for all of the same version', async () => {
    const launcher = await manifestOf('@getpassage/connect');
    assert.deepEqual(
      Object.keys(launcher.optionalDependencies),
      ALL.map((one) => `@getpassage/connect-${one}`),
    );
    assert.deepEqual(new Set(Object.values(launcher.optionalDependencies)), new Set([launcher.version]));
    assert.deepEqual(launcher.dependencies, { '@getpassage/web-react': launcher.version });
    for (const name of (await packed()).slice(1)) {
      const { os, cpu, version, license } = await manifestOf(name);
      assert.equal(`@getpassage/connect-${os}-${cpu}`, name);
      assert.equal(version, launcher.version);
      assert.equal(license, launcher.license);
    }
  });
});
