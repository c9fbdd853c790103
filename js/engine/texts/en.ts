import type { Texts } from '../../generated/passage_web.js';
import { ENGLISH } from '../../shell/words.js';

export const texts: Texts = {
  ...ENGLISH,
  cancel: 'Cancel',
  frame: 'Sign in to your provider',
  opening: 'Opening a secure connection',
  slow: 'Still working. This can take a moment.',
  unresponsive: 'The page does not respond. You can wait, or close and try again.',
  reconnecting: 'Reconnecting. Your progress is kept.',
  offline: 'You are offline. We go on as soon as you are back.',
  failed: 'This did not work. Closing.',
  ask: 'Close? Your sign-in is not finished.',
  keep: 'Keep going',
  connected: 'Account connected',
  app: 'Return to app',
  unusable: 'This link no longer works. Please start again.',
  done: 'Your account is already connected.',
  elsewhere: 'This is open somewhere else. Continue there, or close it and try again.',
  unreachable: 'There is no connection. Please check your internet and try again.',
  calledOff: 'This was stopped. You can try again at any time.',
  broken: 'Something went wrong on our side. Please contact support.',
};
