// Checked for its types and run by Deno, with no permission at all: no network, no file, no variable of the environment.

import * as core from '@getpassage/web-react/core';
import { verifyWebhook } from '@getpassage/web-react/server';

const options: core.OpenAppClipOptions = { claimCode: 'clm_test' };
let refused = '';
try {
  // @ts-expect-error: a claim code is needed.
  core.openAppClip({ ...options, claimCode: undefined });
} catch (error) {
  refused = (error as Error & { code: string }).code;
}
// A browser's engine, though there is nothing here to show a modal in.
await core.preload();
console.log(JSON.stringify({ verifyWebhook: typeof verifyWebhook, refused }));
