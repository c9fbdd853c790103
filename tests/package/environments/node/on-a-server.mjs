// Uses one entry of the package in a program without a page, first by mistake, then in a test with the fake, and prints the results:
// `node on-a-server.mjs import @getpassage/web-react/core`. An unhandled rejection ends this process with an error, and anything that
// the package leaves running keeps it from ending.

import { createRequire } from 'node:module';

const [how, entry] = process.argv.slice(2);
const load = how === 'import' ? (name) => import(name) : createRequire(import.meta.url);

const { openAppClip, close, configure, preload } = await load(entry);
configure({ baseUrl: 'https://connect.example', locale: 'de' });
close();
void preload();

let thrown;
try {
  openAppClip({ claimCode: 'clm_x' });
} catch (error) {
  thrown = { isError: error instanceof Error, code: error.code, message: error.message };
}
close();
await preload();

const { installFakePassage } = await load('@getpassage/web-react/testing');
const fake = installFakePassage();
const { result } = openAppClip({ claimCode: 'clm_x' });
fake.complete();
const { outcome } = await result;
const { baseUrl, locale } = fake.sessions[0];
fake.uninstall();

process.stdout.write(JSON.stringify({ thrown, withTheFake: { outcome, baseUrl, locale } }));
