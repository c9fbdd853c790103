// The stories: what the person and the host page do in a visit. Each story says how its sessions end unless a fault prevents it.

import { leadsTo } from './agreement.ts';
import type { VisitLink } from './link.ts';
import type { Act } from './play.ts';
import type { Role } from './person.ts';

/** A session to be opened. */
export interface Opening {
  /** Several are given one after the other, by a function; the last one is the one that counts. */
  links: VisitLink[];
  /** How it may end. */
  ends: string[];
  acts?: Act[];
  /** What the test does when the host gets this event. */
  on?: { at: string; run: () => Promise<void> };
  /** Opened in its place when the host gets this event. */
  replacedAt?: string;
  replacedBy?: Opening;
}

/** The functions that stories use. */
export interface Stage {
  /** Follows from the seed and the visit. */
  choose<T>(what: string, among: readonly T[]): T;
  /** Makes a link at the service. */
  link(role: Role): Promise<VisitLink>;
  /** Opens a session and waits for its end. Returns false if a fault has ended it otherwise; the story is then over. */
  session(opening: Opening): Promise<boolean>;
  expire(link: VisitLink): Promise<void>;
  claimElsewhere(link: VisitLink): Promise<void>;
  /** A claim code that the service never created. */
  unknownLink(): VisitLink;
}

interface Story {
  name: string;
  /** How often the story occurs, relative to the others. */
  weight: number;
  play(stage: Stage): Promise<unknown>;
}

const NOBODY: Role = { does: 'nothing' };
const signIn = (username: string, password = 'pass_good', ...codes: string[]): Role => ({ does: 'signIn', username, password, codes });
const GOOD = signIn('user_good');

const FORCED = ['AUTOMATION_ERROR', 'CLIENT_TIMEOUT', 'CONNECTION_FAILED', 'UNKNOWN_PROVIDER', 'RESULT_VALIDATION_ERROR', 'MOON_PHASE'];
/** Before the person has done anything. */
const EARLY = ['opened', 'claimed', 'frameReady'] as const;

/** The person signs in, and nothing else happens. */
const simple = (name: string, weight: number, role: (stage: Stage) => Role): Story => ({
  name,
  weight,
  async play(stage) {
    const link = await stage.link(role(stage));
    await stage.session({ links: [link], ends: [leadsTo(link.role)] });
  },
});

export const stories: Story[] = [
  simple('signs in', 20, () => GOOD),
  simple('signs in with a one-time code', 7, () => signIn('user_mfa', 'pass_good', '123456')),
  simple('types a wrong one-time code, and then the right one', 4, () => signIn('user_mfa', 'pass_good', '654321', '123456')),
  simple('types nothing but wrong one-time codes', 3, () => signIn('user_mfa', 'pass_good', '654321')),
  simple('types a wrong password', 5, () => signIn('user_good', 'pass_bad')),
  simple('is not let in', 7, () => signIn('user_bad')),
  simple('fails at the provider', 7, (stage) => signIn('user_custom', JSON.stringify({ force_error: stage.choose('code', FORCED) }))),
  simple('presses Cancel in the frame', 6, () => ({ does: 'cancel' })),
  {
    name: 'the host closes it',
    weight: 10,
    async play(stage) {
      const at = stage.choose('at', [...EARLY, 'progress']);
      const what = stage.choose('what', ['close', 'abort', 'closePage'] as const);
      // The host can close only at a step that a request has reported.
      const ends = at === 'progress' ? ['closed', 'complete'] : ['closed'];
      await stage.session({ links: [await stage.link(at === 'progress' ? GOOD : NOBODY)], ends, acts: [{ at, what }] });
    },
  },
  {
    name: 'the host closes it and opens it again',
    weight: 6,
    async play(stage) {
      const link = await stage.link(NOBODY);
      const at = stage.choose('at', EARLY);
      if (!(await stage.session({ links: [link], ends: ['closed'], acts: [{ at, what: 'close' }] }))) return;
      link.role = GOOD;
      await stage.session({ links: [link], ends: ['complete'] });
    },
  },
  {
    name: 'the host opens another one in its place',
    weight: 5,
    async play(stage) {
      const first = await stage.link(NOBODY);
      const second = await stage.link(GOOD);
      const replacedBy: Opening = { links: [second], ends: ['complete'] };
      await stage.session({ links: [first], ends: ['closed'], replacedAt: stage.choose('at', EARLY), replacedBy });
    },
  },
  {
    name: 'the host opens it twice',
    weight: 4,
    async play(stage) {
      const at = stage.choose('at', EARLY);
      await stage.session({ links: [await stage.link(GOOD)], ends: ['complete'], acts: [{ at, what: 'openAgain' }] });
    },
  },
  {
    name: 'fails, and tries again with the same code',
    weight: 6,
    async play(stage) {
      const link = await stage.link(signIn('user_bad'));
      if (!(await stage.session({ links: [link], ends: ['AUTOMATION_ERROR'] }))) return;
      link.role = GOOD;
      await stage.session({ links: [link], ends: ['complete'] });
    },
  },
  {
    name: 'opens a link that is complete',
    weight: 3,
    async play(stage) {
      const link = await stage.link(GOOD);
      if (!(await stage.session({ links: [link], ends: ['complete'] }))) return;
      await stage.session({ links: [link], ends: ['LINK_ALREADY_COMPLETE'] });
    },
  },
  {
    name: 'opens a link that has expired',
    weight: 2,
    async play(stage) {
      const link = await stage.link(NOBODY);
      await stage.expire(link);
      await stage.session({ links: [link], ends: ['LINK_EXPIRED'] });
    },
  },
  {
    name: 'a function gives an expired code, and then another',
    weight: 4,
    async play(stage) {
      const [old, fresh] = [await stage.link(NOBODY), await stage.link(GOOD)];
      await stage.expire(old);
      await stage.session({ links: [old, fresh], ends: ['complete'] });
    },
  },
  {
    name: 'the link expires while the frame is open',
    weight: 3,
    async play(stage) {
      const link = await stage.link(NOBODY);
      await stage.session({ links: [link], ends: ['LINK_EXPIRED'], on: { at: 'frameReady', run: () => stage.expire(link) } });
    },
  },
  {
    name: 'opens a link that somebody else has claimed',
    weight: 3,
    async play(stage) {
      const link = await stage.link(NOBODY);
      await stage.claimElsewhere(link);
      await stage.session({ links: [link], ends: ['LINK_IN_USE'] });
    },
  },
  {
    name: 'opens a code that was never given out',
    weight: 2,
    play: (stage) => stage.session({ links: [stage.unknownLink()], ends: ['INVALID_CLAIM_CODE'] }),
  },
];
