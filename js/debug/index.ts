// The entry `/debug`: for developers, loaded only by a page that imports it.

export type { CloseInfo, ConnectionError, ConnectionResult, ErrorCode, LinkStatus, PassageEvent } from '../generated/passage_web.js';
export { logSession } from './log-session.js';
