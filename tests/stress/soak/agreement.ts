// The state that a link must have in the service's database, depending on what the page was told about it:
//
// | the page was told | the link is |
// |---|---|
// | `complete`, `LINK_ALREADY_COMPLETE` | complete, with a result |
// | a code of the service's own failure | failed, with the same code |
// | `LINK_EXPIRED` | expired |
// | `LINK_IN_USE` | active: another session has it; or as it was before, if every answer that says why a claim is refused was lost |
// | `INVALID_CLAIM_CODE` | unknown |
// | `FRAME_LOAD_FAILED` | active: it was claimed, and nobody could sign in |
// | `NETWORK_ERROR`, `SERVICE_UNAVAILABLE` | as it was before, or active: a claim whose answer was lost |
// | `closed` | as it was before, or active; once a login has gone to the service, also where that login leads; and exactly there once the service has taken it, if it was not killed meanwhile |
//
// So a link is complete or failed only if its page was told so, or if the person had signed in and then left. At the end of the run,
// every link is checked again: only the login of an active link, or a claim that was still under way, may have changed it.

import type { Link } from '../../harness/connect.ts';
import type { Status, VisitLink } from './link.ts';
import type { Told } from './play.ts';
import type { Role } from './person.ts';

/** The reason why the page may be told this although its story ends otherwise, or `null` if it may not. */
export function excuse({ ending, events }: Told, link: VisitLink): string | null {
  switch (ending) {
    case 'NETWORK_ERROR':
    case 'SERVICE_UNAVAILABLE':
      return !events.includes('claimed') && link.lostClaims === link.claims && link.claimedLongEnough ? 'no claim came through' : null;
    case 'FRAME_LOAD_FAILED':
      return link.frameMet && !events.includes('frameReady') ? 'the frame did not come through' : null;
    case 'LINK_IN_USE':
      return link.reasonLost ? 'the reason of a 409 did not come through' : null;
    default:
      return null;
  }
}

/** The states that the link may have at the service now. `restarted`: the service was killed during this visit. */
export function allowed({ ending }: Told, link: VisitLink, restarted: boolean): Status[] {
  switch (ending) {
    case 'complete':
    case 'LINK_ALREADY_COMPLETE':
      return ['complete'];
    case 'LINK_EXPIRED':
      return ['expired'];
    case 'INVALID_CLAIM_CODE':
      return ['unknown'];
    case 'LINK_IN_USE':
      return link.reasonLost ? [link.status, 'active'] : ['active'];
    case 'FRAME_LOAD_FAILED':
      return ['active'];
    case 'NETWORK_ERROR':
    case 'SERVICE_UNAVAILABLE':
      return [link.status, 'active'];
    case 'closed':
      if (link.loginsTaken > 0 && !restarted) return [verdict(link.role)];
      return [link.status, 'active', ...later(link)];
    default:
      return ['failed'];
  }
}

/** The states that the link may still reach after the page has gone, because its login may still be at work. */
export function later(link: VisitLink): Status[] {
  return link.logins > 0 ? [verdict(link.role)] : [];
}

/** The state to which the person's login leads. */
export function verdict(role: Role): 'complete' | 'failed' {
  return leadsTo(role) === 'complete' ? 'complete' : 'failed';
}

/** What the page is told when that state is reached. */
export function leadsTo(role: Role): string {
  if (role.does === 'nothing') throw new Error('Nobody signs in there.');
  if (role.does === 'cancel') return 'closed';
  const forced = /"force_error":"(\w+)"/.exec(role.password)?.[1];
  if (forced) return forced;
  const right = role.password === 'pass_good' && role.username !== 'user_bad';
  const code = role.username !== 'user_mfa' || role.codes.includes('123456');
  return right && code ? 'complete' : 'AUTOMATION_ERROR';
}

/** Checks the service's record of the link: it has a result if complete, and the same code if failed. */
export function fits({ ending }: Told, { status, error, result }: Link): boolean {
  if (status === 'complete') return result !== null && error === null;
  return status !== 'failed' || ending === 'closed' || error?.code === ending;
}
