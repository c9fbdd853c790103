import { createRequire } from 'node:module';
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';

const { pressesTheButton, rendersOpensAndCompletes } = createRequire(import.meta.url)('./generated/fake.cjs');

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

test('importing does nothing', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch');
  const compiled = vi.spyOn(WebAssembly, 'compile');
  const before = document.documentElement.outerHTML;
  vi.useFakeTimers();
  const core = await import('@getpassage/web-react/core');
  const entry = await import('@getpassage/web-react');
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  expect(entry.openAppClip).toBe(core.openAppClip);
  expect(fetched).not.toHaveBeenCalled();
  expect(compiled).not.toHaveBeenCalled();
  expect(document.documentElement.outerHTML).toBe(before);
});

test('the hook renders, opens with the fake, and hears of the completion once', async () => {
  const { usePassage } = await import('@getpassage/web-react');
  const { installFakePassage } = await import('@getpassage/web-react/testing');
  const seen = await rendersOpensAndCompletes({ act, createElement, createRoot, usePassage, installFakePassage });
  expect(seen).toEqual({ first: 'idle', opened: 1, text: 'complete', calls: ['complete'] });
});

test('the button is busy while its session with the fake is open', async () => {
  const { PassageButton } = await import('@getpassage/web-react');
  const { installFakePassage } = await import('@getpassage/web-react/testing');
  const seen = await pressesTheButton({ act, createElement, createRoot, PassageButton, installFakePassage });
  expect(seen).toEqual({ text: 'Connect your account', busy: 'true', after: 'false', calls: ['complete'] });
});

test('the WebAssembly loads', async () => {
  const { preload } = await import('@getpassage/web-react/core');
  await expect(preload()).resolves.toBeUndefined();
});
