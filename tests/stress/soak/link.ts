// A link of a visit: the person who uses its frame, and its requests through the proxy.

import type { CreatedLink } from '../../harness/connect.ts';
import { header, type ProxyFault, type Request } from '../../harness/proxy.ts';
import type { Role } from './person.ts';
import { HARMLESS, type Kind } from './weather.ts';

export type Status = 'pending' | 'active' | 'complete' | 'failed' | 'expired' | 'unknown';

/** How often a claim is tried, unless the tries take too long. */
const TRIES = 6;

/** With these faults, the page gets the answer's head but not its body. */
const UNREAD: ReadonlySet<ProxyFault> = new Set(['cut', 'cutInGoodOrder', 'huge']);

/** With these faults, the service never receives the request. */
const UNHEARD: ReadonlySet<ProxyFault> = new Set(['reset', 'closed', 'garbage', 'swallowed', 'busy', 'limited', 'portal']);

export class VisitLink {
  /** The link's state when the page was last told about it. */
  status: Status = 'pending';
  /** Claims of the current session, and how many of them got no answer that the page could use. */
  claims = 0;
  lostClaims = 0;
  private slowClaims = 0;
  private claimMet: ProxyFault | undefined;
  /** The claim was refused with a 409 whose reason could not be read, and the status, which is asked for it then, was lost to the last. */
  reasonLost = false;
  private conflict = false;
  /** A fault affected the frame before it was ready. */
  frameMet = false;
  /** Logins that were sent to the service, and those that it accepted. */
  logins = 0;
  loginsTaken = 0;
  /** Idempotency keys that the service has received, and those for which it has granted a session. */
  readonly keys = new Set<string>();
  readonly granted = new Set<string>();
  /** Claims by others. */
  othersClaims = 0;
  private readonly indices = new Map<Kind, number>();

  constructor(
    readonly linkId: string,
    readonly code: string,
    /** Its place among the links of its visit. */
    readonly place: number,
    /** Who comes to its frame. */
    public role: Role,
  ) {}

  static of({ linkId, claimCode }: CreatedLink, place: number, role: Role): VisitLink {
    return new VisitLink(linkId, claimCode, place, role);
  }

  /** How many requests of this kind came before this one. */
  next(kind: Kind): number {
    const index = this.indices.get(kind) ?? 0;
    this.indices.set(kind, index + 1);
    return index;
  }

  /** A session begins. */
  begin(): void {
    this.claims = 0;
    this.lostClaims = 0;
    this.slowClaims = 0;
    this.reasonLost = false;
    this.conflict = false;
    this.frameMet = false;
  }

  /** Whether all tries were made, or some of them took ten seconds. */
  get claimedLongEnough(): boolean {
    return this.claims >= TRIES || this.slowClaims > 0;
  }

  /** Records the fault of a request about this link. */
  meets(request: Request, kind: Kind, fault: ProxyFault | undefined): void {
    const harmful = fault !== undefined && !HARMLESS.has(fault);
    const heard = fault === undefined || !UNHEARD.has(fault);
    if (kind === 'claim') {
      this.claims += 1;
      if (harmful) this.lostClaims += 1;
      if (fault === 'swallowed') this.slowClaims += 1;
      this.claimMet = fault;
      if (heard) this.keys.add(keyOf(request));
    }
    if (kind === 'status' && this.conflict) this.reasonLost = harmful;
    if (kind === 'page' && harmful) this.frameMet = true;
    if (request.target.endsWith('/login') && heard) this.logins += 1;
  }

  /** Records that the service has answered a request about this link, or went down before it could. */
  answered(request: Request, kind: Kind, status: number | null): void {
    if (status === null) {
      if (kind === 'claim') this.lostClaims += 1;
      if (kind === 'page') this.frameMet = true;
    }
    if (kind === 'claim' && status === 409) this.conflict = this.claimMet !== undefined && UNREAD.has(this.claimMet);
    if (kind === 'claim' && status === 200) this.granted.add(keyOf(request));
    if (request.target.endsWith('/login') && status === 202) this.loginsTaken += 1;
  }
}

function keyOf(request: Request): string {
  return header(request, 'idempotency-key') ?? '';
}
