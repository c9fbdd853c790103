export type { FailureCode } from './testing/errors.js';
export { type FakePassage, installFakePassage } from './testing/fake-passage.js';
export type { FakeEvent, FakeSession } from './testing/session.js';
