// Mistakes that a host page can make, each of which the compiler must report.

import { configure, openAppClip } from '@getpassage/web-react/core';

// @ts-expect-error there is nothing to open without a code
openAppClip({});
// @ts-expect-error nor with none
openAppClip();
// @ts-expect-error a code is a string
openAppClip({ claimCode: 42 });
// @ts-expect-error a function gives one, too
openAppClip({ claimCode: () => undefined });
// @ts-expect-error one of the two names the link
openAppClip({ claimCode: 'clm_1', appClipUrl: 'https://connect.example/clip/link_1#clm_1' });
// @ts-expect-error an address is a string
openAppClip({ appClipUrl: () => 'https://connect.example/clip/link_1#clm_1' });
// @ts-expect-error the older package's name for it
openAppClip({ intentToken: 'clm_1' });
// @ts-expect-error the older package's name for a callback
openAppClip({ claimCode: 'clm_1', onSuccess: () => undefined });
// @ts-expect-error a callback is a function
openAppClip({ claimCode: 'clm_1', onClose: true });
// @ts-expect-error completion tells nothing: the backend has the result
openAppClip({ claimCode: 'clm_1', onConnectionComplete: (data: string) => data });
// @ts-expect-error the code is a string
openAppClip({ claimCode: 'clm_1', onConnectionError: (error) => error.code.toFixed() });
openAppClip({
  claimCode: 'clm_1',
  // @ts-expect-error only the event `claimed` carries a link
  onEvent: (event) => event.linkId,
});
// @ts-expect-error an address is for the service, not for a call
openAppClip({ claimCode: 'clm_1', baseUrl: 'https://connect.example' });
// @ts-expect-error three themes
configure({ theme: 'blue' });
// @ts-expect-error an address, bytes or a module
configure({ wasm: null });
// @ts-expect-error a misspelt name
configure({ baseURL: 'https://connect.example' });

const handle = openAppClip({ claimCode: 'clm_1' });
// @ts-expect-error the result is read
handle.result = Promise.resolve({ outcome: 'closed' });
void handle.result.then((result) => {
  // @ts-expect-error only a completed connection has a link
  return result.linkId;
});
