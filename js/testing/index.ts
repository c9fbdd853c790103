export type { CloseInfo, ConnectionError, ConnectionResult, ErrorCode, LinkStatus, PassageEvent } from '../generated/passage_web.js';
export type { FailureCode } from './errors.js';
export { type FakePassage, installFakePassage } from './fake-passage.js';
export type { FakeEvent, FakeSession } from './session.js';
