#!/usr/bin/env node
// Starts the Connect service: a program, in a package of its own for each platform.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';

const require = createRequire(import.meta.url);
const { name, optionalDependencies } = require('../package.json');
const SOURCE = 'https://github.com/getpassage/web-react/tree/main/example-app/connect';

/** The path of the program for this machine, or the end of this process with the reason why there is none. */
function program() {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = `${name}-${platform}`;
  if (!Object.hasOwn(optionalDependencies, wanted)) {
    const others = Object.keys(optionalDependencies).map((one) => one.slice(name.length + 1));
    refuse(`there is no program for ${platform}, only for ${others.join(', ')}. Build it from its source: ${SOURCE}`);
  }
  try {
    return require.resolve(`${wanted}/bin/passage-connect${process.platform === 'win32' ? '.exe' : ''}`);
  } catch {
    return refuse(
      `${wanted} is not installed. npm leaves optional packages out with --omit=optional, and where a lockfile or a node_modules ` +
        `folder comes from another platform: run \`npm install --include=optional ${name}\` on this one.`,
    );
  }
}

function refuse(why) {
  console.error(`${name}: ${why}`);
  process.exit(1);
}

/** npm starts this by a shell that hands no signal on: whoever stops npx leaves this process behind, and it sees only another parent. */
function whenNpmIsGone(end) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const often = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(often);
    end();
  }, 250);
  often.unref();
}

function start(args) {
  const path = program();
  const child = spawn(path, args, { stdio: 'inherit' });
  // Ctrl-C reaches the service by itself: this process only waits for it. What is sent to this process alone is handed on.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const handOn = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, handOn);
  whenNpmIsGone(() => child.kill('SIGTERM'));
  child.on('error', (error) => refuse(`${path} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const one of signals) process.off(one, handOn);
    // Whoever started this one sees the same end.
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

const args = process.argv.slice(2);
if (args[0] === 'example') {
  whenNpmIsGone(() => process.exit());
  await import('../example.mjs');
} else {
  start(args.length === 0 ? ['--dev'] : args);
}
