// Loads one entry, by `import` or by `require`, and watches every effect that an import could have. Prints the exports and the effects:
// `node probe.mjs import @getpassage/web-react/core`.

import { createRequire } from 'node:module';

const [how, entry] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const happened = [];

// Loaded first, because the host page provides React, and importing React has effects.
require('react');
for (const name of ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) {
  const real = globalThis[name];
  globalThis[name] = (...args) => {
    happened.push(name);
    return real(...args);
  };
}
for (const name of ['compile', 'instantiate', 'Module', 'Instance']) {
  const real = WebAssembly[name];
  WebAssembly[name] = function (...args) {
    happened.push(`WebAssembly.${name}`);
    return new.target ? Reflect.construct(real, args) : real(...args);
  };
}
for (const name of ['window', 'document', 'localStorage']) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      happened.push(name);
      return undefined;
    },
  });
}
const globals = Object.getOwnPropertyNames(globalThis);

const exported = how === 'import' ? await import(entry) : require(entry);

happened.push(...Object.getOwnPropertyNames(globalThis).filter((name) => !globals.includes(name)));
const kinds = Object.fromEntries(
  Object.keys(exported)
    .filter((name) => name !== '__esModule')
    .sort()
    .map((name) => [name, typeof exported[name]]),
);
process.stdout.write(JSON.stringify({ kinds, happened }));
