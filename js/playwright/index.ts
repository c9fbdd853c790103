// For a host app's end-to-end tests with Playwright. It imports nothing of Playwright, and does nothing on import.

export { type Credentials, type PassageFlow, type PassageOptions, passageOn } from './passage-on.js';
export type { PlaywrightFrame, PlaywrightLocator, PlaywrightPage, PlaywrightRequest, PlaywrightResponse } from './types.js';
