// From CommonJS.

import core = require('@getpassage/web-react/core');
import debug = require('@getpassage/web-react/debug');
import hook = require('@getpassage/web-react');
import server = require('@getpassage/web-react/server');
import testing = require('@getpassage/web-react/testing');

core.openAppClip({ claimCode: 'clm_1', onEvent: debug.logSession });
// @ts-expect-error there is nothing to open without a code
hook.openAppClip({});
export const typed: [Function, Function, Function] = [hook.usePassage, server.verifyWebhook, testing.installFakePassage];
