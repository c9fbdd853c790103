const { act, createElement } = require('react');

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

test('requiring does nothing', () => {
  const compiled = jest.spyOn(WebAssembly, 'compile');
  const before = document.documentElement.outerHTML;
  jest.useFakeTimers();
  const core = require('@getpassage/web-react/core');
  const entry = require('@getpassage/web-react');
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
  expect(entry.openAppClip).toBe(core.openAppClip);
  expect(compiled).not.toHaveBeenCalled();
  expect(document.documentElement.outerHTML).toBe(before);
});

test('the hook renders, opens with the fake, and hears of the completion once', async () => {
  const { createRoot } = require('react-dom/client');
  const { rendersOpensAndCompletes } = require('./generated/fake.cjs');
  const { usePassage } = require('@getpassage/web-react');
  const { installFakePassage } = require('@getpassage/web-react/testing');
  const seen = await rendersOpensAndCompletes({ act, createElement, createRoot, usePassage, installFakePassage });
  expect(seen).toEqual({ first: 'idle', opened: 1, text: 'complete', calls: ['complete'] });
});

test('the button is busy while its session with the fake is open', async () => {
  const { createRoot } = require('react-dom/client');
  const { pressesTheButton } = require('./generated/fake.cjs');
  const { PassageButton } = require('@getpassage/web-react');
  const { installFakePassage } = require('@getpassage/web-react/testing');
  const seen = await pressesTheButton({ act, createElement, createRoot, PassageButton, installFakePassage });
  expect(seen).toEqual({ text: 'Connect your account', busy: 'true', after: 'false', calls: ['complete'] });
});

test('the WebAssembly loads, once there are TextDecoder and TextEncoder', async () => {
  // Jest's jsdom has neither, though every browser does. The fake needs none.
  const { TextDecoder, TextEncoder } = require('node:util');
  Object.assign(globalThis, { TextDecoder, TextEncoder });
  const { preload } = require('@getpassage/web-react/core');
  await expect(preload()).resolves.toBeUndefined();
});
