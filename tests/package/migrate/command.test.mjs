import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { VERSION, command, newFolder, passage, project } from './command.mjs';

const SOURCE = "import { openAppClip } from '@getpassage/react-js';\nopenAppClip({ claimCode: 'clm_1', onExit() {} });\n";
const MIGRATED = "import { openAppClip } from '@getpassage/web-react';\nopenAppClip({ claimCode: 'clm_1', onClose() {} });\n";
const RANGE = `^${VERSION}`;

describe('arguments', () => {
  test('--help explains the command and its exit codes, --version prints the version', () => {
    const help = passage(['--help']);
    assert.equal(help.code, 0);
    for (const word of ['migrate [path]', '--dry-run', '--force', 'Exit codes']) assert.ok(help.out.includes(word), word);
    assert.equal(passage(['migrate', '-h']).out, help.out);
    assert.deepEqual(passage(['--version']), { code: 0, out: `${VERSION}\n`, err: '' });
  });

  for (const [args, message] of [
    [[], 'a command is missing: migrate is the one there is'],
    [['upgrade'], 'there is no command upgrade: migrate is the one there is'],
    [['migrate', '--dryrun'], 'there is no option --dryrun'],
    [['migrate', 'a', 'b'], 'one path at a time: b is the second'],
    [['migrate', 'not-there'], 'there is no file or folder not-there'],
  ]) {
    test(`wrong arguments exit with 2 and say why: passage ${args.join(' ')}`, () => {
      const { code, out, err } = passage(args, { cwd: newFolder() });
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.ok(err.startsWith(`passage: ${message}\n`), err);
    });
  }

  test('the shipped file runs by itself: it has a shebang, is executable, and has only licences beside it', () => {
    assert.match(readFileSync(command(), 'utf8'), /^#!\/usr\/bin\/env node\n/);
    assert.ok(statSync(command()).mode & 0o100);
    assert.deepEqual(readdirSync(join(command(), '..')), ['passage.licenses.txt', 'passage.mjs']);
  });
});

describe('what is written', () => {
  test('the current folder is migrated when no path is given', () => {
    const app = project({ 'src/a.ts': SOURCE });
    const { code, out } = passage(['migrate'], { cwd: app.root });
    assert.equal(code, 0);
    assert.equal(app.read('src/a.ts'), MIGRATED);
    assert.match(out, /^Changed 1 file\.\n\nChanged:\n {2}src\/a\.ts\n/);
  });

  test('a single file is migrated by its path', () => {
    const app = project({ 'a.ts': SOURCE, 'b.ts': SOURCE });
    assert.equal(passage(['migrate', app.path('a.ts')]).code, 0);
    assert.equal(app.read('a.ts'), MIGRATED);
    assert.equal(app.read('b.ts'), SOURCE);
  });

  test('--dry-run prints a diff that git can apply, and writes nothing', () => {
    const app = project({ 'src/a.ts': SOURCE, 'package.json': '{"dependencies":{"@getpassage/react-js":"1"}}\n' });
    const { code, out, err } = passage(['migrate', app.root, '--dry-run']);
    assert.equal(code, 0);
    assert.equal(app.read('src/a.ts'), SOURCE);
    assert.match(err, /^Would change 2 files\./);
    writeFileSync(app.path('change.diff'), out);
    app.git('init', '-q');
    app.git('apply', 'change.diff');
    assert.equal(app.read('src/a.ts'), MIGRATED);
    assert.match(app.read('package.json'), /web-react/);
  });

  test('CRLF, a byte order mark and the mode of a file stay', () => {
    const text = `\uFEFF${SOURCE.replaceAll('\n', '\r\n')}`;
    const app = project({ 'a.ts': text });
    chmodSync(app.path('a.ts'), 0o640);
    passage(['migrate', app.root]);
    assert.equal(app.read('a.ts'), `\uFEFF${MIGRATED.replaceAll('\n', '\r\n')}`);
    assert.equal(statSync(app.path('a.ts')).mode & 0o777, 0o640);
  });

  test('a file is replaced as a whole: another name of the old one keeps the old text, and nothing is left beside it', () => {
    const app = project({ 'a.ts': SOURCE });
    linkSync(app.path('a.ts'), app.path('old'));
    passage(['migrate', app.root]);
    assert.equal(app.read('a.ts'), MIGRATED);
    assert.equal(app.read('old'), SOURCE);
    assert.deepEqual(readdirSync(app.root).sort(), ['a.ts', 'old']);
  });

  test('a second run finds nothing to do', () => {
    const app = project({ 'a.ts': SOURCE, 'package.json': '{\n  "dependencies": { "@getpassage/react-js": "^0.0.44" }\n}\n' });
    passage(['migrate', app.root]);
    const again = passage(['migrate', app.root]);
    assert.equal(again.code, 0);
    assert.match(again.out, /^Nothing to do: no file here imports @getpassage\/react-js\.\n$/);
  });
});

describe('package.json', () => {
  const migrated = (text) => {
    const app = project({ 'package.json': text });
    const run = passage(['migrate', app.root]);
    return { text: app.read('package.json'), ...run };
  };

  test('the dependency keeps its place, and the file its indentation and line ends', () => {
    const text =
      '{\r\n\t"name": "x",\r\n\t"dependencies": {\r\n\t\t"a": "1",\r\n\t\t"@getpassage/react-js": "~0.0.1",\r\n\t\t"z": "2"\r\n\t}\r\n}';
    assert.equal(migrated(text).text, text.replace('react-js": "~0.0.1"', `web-react": "${RANGE}"`));
  });

  test('every kind of dependency is replaced, and peerDependenciesMeta with it', () => {
    const sections = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
    const { text } = migrated(
      JSON.stringify({
        ...Object.fromEntries(sections.map((s) => [s, { '@getpassage/react-js': '*' }])),
        peerDependenciesMeta: { '@getpassage/react-js': { optional: true } },
      }),
    );
    const after = JSON.parse(text);
    for (const section of sections) assert.deepEqual(after[section], { '@getpassage/web-react': RANGE });
    assert.deepEqual(after.peerDependenciesMeta, { '@getpassage/web-react': { optional: true } });
  });

  test('if the new package is there already, the former one is only removed', () => {
    const { text } = migrated('{\n  "dependencies": {\n    "@getpassage/react-js": "1",\n    "@getpassage/web-react": "0.1.0"\n  }\n}\n');
    assert.equal(text, '{\n  "dependencies": {\n    "@getpassage/web-react": "0.1.0"\n  }\n}\n');
  });

  test('overrides are reported with their line', () => {
    const { text, out } = migrated('{\n  "overrides": { "@getpassage/react-js": "0.0.1" }\n}\n');
    assert.match(text, /"overrides": \{ "@getpassage\/react-js"/);
    assert.match(out, /package\.json:2 {2}overrides names @getpassage\/react-js: change it by hand/);
  });

  test('a package.json that is not JSON is left alone and reported', () => {
    const { text, code, out } = migrated('{ "dependencies": { "@getpassage/react-js": "1", } }');
    assert.equal(code, 1);
    assert.match(text, /react-js/);
    assert.match(out, /package\.json {2}cannot be read/);
  });
});

describe('files that are left alone', () => {
  test('files of others, generated files, declarations, and files that only name the package are left alone', () => {
    const left = {
      'node_modules/x/index.js': SOURCE,
      'dist/a.js': SOURCE,
      'packages/a/build/a.js': SOURCE,
      'src/generated/a.ts': SOURCE,
      '.next/a.js': SOURCE,
      'src/a.min.js': SOURCE,
      'src/passage.d.ts': "declare module '@getpassage/react-js';\n",
      'README.md': 'Uses `@getpassage/react-js`.\n',
      'src/Page.vue': "<script>import '@getpassage/react-js'</script>\n",
      'vite.config.ts': "export default { optimizeDeps: { include: ['@getpassage/react-js'] } };\n",
      'src/other.ts': 'export const openAppClip = (o: { intentToken: string; onExit(): void }) => o;\n',
      'package-lock.json': '{"packages":{"node_modules/@getpassage/react-js":{}}}',
    };
    const app = project({ ...left, 'src/a.ts': SOURCE });
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 0);
    assert.equal(app.read('src/a.ts'), MIGRATED);
    for (const [path, text] of Object.entries(left)) assert.equal(app.read(path), text, path);
    const named = out.slice(out.indexOf('Named there'));
    for (const path of ['README.md:1', 'src/passage.d.ts:1', 'src/Page.vue:1', 'vite.config.ts:1'])
      assert.ok(named.includes(`  ${path}\n`), path);
    assert.doesNotMatch(out, /node_modules|dist\/|lock\.json|other\.ts/);
  });

  test('a syntax error is reported with its line, the file stays, the others are migrated', () => {
    const broken = `${SOURCE}const = 3;\n`;
    const app = project({ 'a.ts': broken, 'b.ts': SOURCE });
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 1);
    assert.equal(app.read('a.ts'), broken);
    assert.equal(app.read('b.ts'), MIGRATED);
    assert.match(out, /Not touched:\n {2}a\.ts {2}cannot be read: .*\(3:6\)/);
  });

  test('a file marked as generated is reported and stays', () => {
    const text = `// @generated by a tool\n${SOURCE}`;
    const app = project({ 'a.ts': text });
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 1);
    assert.equal(app.read('a.ts'), text);
    assert.match(out, /a\.ts {2}is generated/);
  });

  test('files that are not UTF-8 stay, and those that name the former package are reported', () => {
    const files = {
      'latin1.ts': Buffer.from(`${SOURCE}// \u00e9\n`, 'latin1'),
      'utf16le.ts': Buffer.from(`\uFEFF${SOURCE}`, 'utf16le'),
      'utf16be.ts': Buffer.from(`\uFEFF${SOURCE}`, 'utf16le').swap16(),
      'utf16.ts': Buffer.from(SOURCE, 'utf16le'),
      'other.ts': Buffer.from('export const e = "\u00e9";\n', 'latin1'),
    };
    const app = project(files);
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 1);
    for (const [name, bytes] of Object.entries(files)) {
      assert.deepEqual(readFileSync(app.path(name)), bytes, name);
      assert.equal(out.includes(`  ${name}  is not UTF-8: convert it, or change it by hand\n`), name !== 'other.ts', name);
    }
  });

  test('a fake that has its name from the former package is named, with its new name', () => {
    const fake = 'export const usePassage = () => ({ openAppClip() {} });\n';
    const app = project({ '__mocks__/@getpassage/react-js.js': fake, 'src/a.ts': SOURCE });
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 1);
    assert.equal(app.read('__mocks__/@getpassage/react-js.js'), fake);
    assert.match(out, /react-js\.js {2}is a fake of the former package by its name: move it to __mocks__\/@getpassage\/web-react\.js/);
  });

  test('a call with the former options in a file that does not import the package is named', () => {
    const text = 'export const go = (that) => that.props.openAppClip({\n  intentToken: that.token,\n});\n';
    const app = project({ 'src/b.js': text, 'src/a.ts': SOURCE });
    const { out } = passage(['migrate', app.root]);
    assert.equal(app.read('src/b.js'), text);
    assert.match(out, /Named there, left as it is:\n {2}src\/b\.js:1\n/);
  });

  test('symbolic links are not followed, neither out of the project nor in a circle', () => {
    const outside = project({ 'a.ts': SOURCE, 'folder/b.ts': SOURCE });
    const app = project({ 'src/c.ts': SOURCE });
    symlinkSync(outside.path('a.ts'), app.path('a.ts'));
    symlinkSync(outside.path('folder'), app.path('folder'));
    symlinkSync(app.root, app.path('src/around'));
    assert.equal(passage(['migrate', app.root]).code, 0);
    assert.equal(outside.read('a.ts'), SOURCE);
    assert.equal(outside.read('folder/b.ts'), SOURCE);
    assert.ok(lstatSync(app.path('a.ts')).isSymbolicLink());
    assert.equal(app.read('src/c.ts'), MIGRATED);
  });
});

describe('in a git work tree', () => {
  const repository = (files) => {
    const app = project(files);
    app.git('init', '-q');
    app.git('add', '-A');
    app.git('commit', '-qm', 'first');
    return app;
  };

  test('committed files are changed, those with changes only with --force', () => {
    const app = repository({ 'clean.ts': SOURCE, 'changed.ts': SOURCE, 'staged.ts': SOURCE, 'ä b.ts': SOURCE });
    const changed = `${SOURCE}// mine\n`;
    for (const name of ['changed.ts', 'staged.ts', 'ä b.ts', 'new.ts']) writeFileSync(app.path(name), changed);
    app.git('add', 'staged.ts');
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 1);
    assert.equal(app.read('clean.ts'), MIGRATED);
    for (const name of ['changed.ts', 'staged.ts', 'ä b.ts', 'new.ts']) {
      assert.equal(app.read(name), changed, name);
      assert.ok(out.includes(`  ${name}  has changes that are not committed: commit them, or give --force\n`), name);
    }
    const forced = passage(['migrate', app.root, '--force']);
    assert.equal(forced.code, 0);
    for (const name of ['changed.ts', 'staged.ts', 'ä b.ts', 'new.ts']) assert.equal(app.read(name), `${MIGRATED}// mine\n`, name);
  });

  test('uncommitted changes elsewhere do not matter, also when a folder of the repository is migrated', () => {
    const app = repository({ 'app/a.ts': SOURCE, 'notes.txt': '' });
    writeFileSync(app.path('notes.txt'), 'changed');
    assert.equal(passage(['migrate', app.path('app')]).code, 0);
    assert.equal(app.read('app/a.ts'), MIGRATED);
  });

  test('a file that was renamed and not committed counts as changed', () => {
    const app = repository({ 'old.ts': SOURCE, 'z.ts': SOURCE });
    app.git('mv', 'old.ts', 'new.ts');
    assert.equal(passage(['migrate', app.root]).code, 1);
    assert.equal(app.read('new.ts'), SOURCE);
    assert.equal(app.read('z.ts'), MIGRATED);
  });

  test('ignored files are not source', () => {
    const app = repository({ '.gitignore': 'made/\n*.gen.ts\n', 'a.ts': SOURCE });
    mkdirSync(app.path('made'));
    writeFileSync(app.path('made/b.ts'), SOURCE);
    writeFileSync(app.path('c.gen.ts'), SOURCE);
    assert.equal(passage(['migrate', app.root]).code, 0);
    assert.equal(app.read('made/b.ts'), SOURCE);
    assert.equal(app.read('c.gen.ts'), SOURCE);
    assert.equal(app.read('a.ts'), MIGRATED);
  });

  test('a repository inside the repository is asked for itself, and what is not committed there is never touched', () => {
    const app = repository({ 'a.ts': SOURCE });
    const nested = project({ 'clean.ts': SOURCE, 'changed.ts': SOURCE });
    nested.git('init', '-q');
    nested.git('add', '-A');
    nested.git('commit', '-qm', 'first');
    cpSync(nested.root, app.path('nested'), { recursive: true });
    const changed = `${SOURCE}// mine\n`;
    for (const name of ['changed.ts', 'new.ts']) writeFileSync(app.path(`nested/${name}`), changed);
    for (const args of [[], ['--force']]) {
      const { code, out } = passage(['migrate', app.root, ...args]);
      assert.equal(code, 1);
      for (const name of ['changed.ts', 'new.ts']) {
        assert.equal(app.read(`nested/${name}`), changed, name);
        const why = 'has changes that are not committed: it is in a repository of its own, commit them there';
        assert.ok(out.includes(`  nested/${name}  ${why}\n`), out);
      }
    }
    assert.equal(app.read('a.ts'), MIGRATED);
    assert.equal(app.read('nested/clean.ts'), MIGRATED);
    // Named itself, it is the repository that --force is for.
    assert.equal(passage(['migrate', app.path('nested'), '--force']).code, 0);
    assert.equal(app.read('nested/new.ts'), `${MIGRATED}// mine\n`);
  });

  test('files whose changes git does not show are never touched', () => {
    const app = repository({ 'skip.ts': SOURCE, 'assume.ts': SOURCE, 'both.ts': SOURCE, 'z.ts': SOURCE });
    app.git('update-index', '--skip-worktree', 'skip.ts', 'both.ts');
    app.git('update-index', '--assume-unchanged', 'assume.ts', 'both.ts');
    const marks = { 'skip.ts': 'skip-worktree', 'assume.ts': 'assume-unchanged', 'both.ts': 'skip-worktree' };
    for (const args of [[], ['--force']]) {
      const { code, out } = passage(['migrate', app.root, ...args]);
      assert.equal(code, 1);
      for (const [name, mark] of Object.entries(marks)) {
        assert.equal(app.read(name), SOURCE, name);
        assert.ok(out.includes(`  ${name}  is marked ${mark}, so git does not show its changes`), out);
      }
    }
    assert.equal(app.read('z.ts'), MIGRATED);
  });

  test('source that git tracks in a folder for built files is named, and migrated when that folder is given', () => {
    const names = ['src/build/a.ts', 'out/a.js', 'vendor/deep/a.js', 'src/generated/a.ts', 'coverage/a.js'];
    const app = repository({ ...Object.fromEntries(names.map((name) => [name, SOURCE])), 'dist/other.js': 'export {};\n' });
    mkdirSync(app.path('build'));
    writeFileSync(app.path('build/untracked.js'), SOURCE);
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 1);
    for (const name of names) {
      assert.equal(app.read(name), SOURCE, name);
      assert.match(out, new RegExp(`  ${name}  is in a folder for built files, \\w+: give that folder's path to migrate it\n`));
    }
    assert.doesNotMatch(out, /untracked|dist/);
    assert.equal(passage(['migrate', app.path('src/build')]).code, 0);
    assert.equal(app.read('src/build/a.ts'), MIGRATED);
  });

  test('if git does not answer, nothing is touched without --force', () => {
    const app = project({ 'a.ts': SOURCE, '.git': 'gitdir: nowhere\n' });
    const { code, out } = passage(['migrate', app.root]);
    assert.equal(code, 1);
    assert.equal(app.read('a.ts'), SOURCE);
    assert.match(out, /git could not say/);
    assert.ok(existsSync(app.path('.git')));
    assert.equal(passage(['migrate', app.root, '--force']).code, 0);
    assert.equal(app.read('a.ts'), MIGRATED);
  });
});
