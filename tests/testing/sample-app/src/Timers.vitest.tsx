// @vitest-environment jsdom
import { installFakePassage } from '@getpassage/web-react/testing';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { ConnectAccount } from './ConnectAccount';

test('neither the hook nor the fake sets a timer', () => {
  const { uninstall } = installFakePassage();
  vi.useFakeTimers();
  render(<ConnectAccount claimCode="clm_1" />);
  act(() => void fireEvent.click(screen.getByRole('button')));
  expect(vi.getTimerCount()).toBe(0);
  uninstall();
  vi.useRealTimers();
});
