export type { ConnectionError, ConnectionResult, ErrorCode, LinkStatus, PassageEvent } from './generated/passage_web.js';
export type { FailureCode } from './testing/errors.js';
export { type FakePassage, installFakePassage } from './testing/fake-passage.js';
export type { FakeEvent, FakeSession } from './testing/session.js';
