/** @jest-environment jsdom */
import { installFakePassage } from '@getpassage/web-react/testing';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { ConnectAccount } from './ConnectAccount';

const passage = installFakePassage();
const newClaimCode = jest.fn(async () => 'clm_new');

beforeEach(async () => {
  render(<ConnectAccount claimCode={newClaimCode} />);
  await act(async () =>
    fireEvent.click(screen.getByRole('button', { name: 'Connect' })),
  );
});

afterEach(() => {
  cleanup();
  passage.reset();
  newClaimCode.mockClear();
});
afterAll(() => passage.uninstall());

test('says so when the account is connected', () => {
  act(() => passage.complete());
  expect(screen.getByRole('status').textContent).toBe(
    'Your account is connected.',
  );
  expect(passage.sessions).toMatchObject([
    { status: 'complete', claimCodes: ['clm_new'] },
  ]);
});

test('offers another try after a failure, and that try can succeed', async () => {
  act(() => passage.fail('AUTOMATION_ERROR'));
  expect(screen.getByRole('alert').textContent).toBe('That did not work.');
  await act(async () =>
    fireEvent.click(screen.getByRole('button', { name: 'Try again' })),
  );
  act(() => passage.complete());
  expect(screen.getByRole('status').textContent).toBe(
    'Your account is connected.',
  );
  expect(passage.sessions.map(({ status }) => status)).toEqual([
    'error',
    'complete',
  ]);
});

test('offers no other try when that cannot help', () => {
  act(() => passage.fail('LINK_ALREADY_COMPLETE'));
  expect(screen.getByRole('alert').textContent).toBe(
    'Please ask us for a new link.',
  );
  expect(screen.queryByRole('button')).toBeNull();
});

test('offers another try when the person closed the window', () => {
  act(() => passage.close());
  expect(screen.getByRole('status').textContent).toBe(
    'You closed the window before it was done.',
  );
  expect(screen.getByRole('button', { name: 'Try again' })).toHaveProperty(
    'disabled',
    false,
  );
});

test('cannot be clicked while the window is open', () => {
  expect(screen.getByRole('button')).toHaveProperty('disabled', true);
  act(() => passage.emit({ type: 'frameReady' }));
  expect(screen.getByRole('status').textContent).toBe(
    'Follow the steps in the window.',
  );
  expect(screen.getByRole('button')).toHaveProperty('disabled', true);
});

test('gets a new claim code when the first has expired', async () => {
  await act(async () => passage.expire());
  expect(newClaimCode).toHaveBeenCalledTimes(2);
  act(() => passage.complete());
  expect(screen.getByRole('status').textContent).toBe(
    'Your account is connected.',
  );
});

test('closes the window when it is taken off the page', () => {
  cleanup();
  expect(passage.sessions).toMatchObject([{ status: 'closed' }]);
});
