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
};
