// Checked by `tsc` alone: the fake's types are those of the real one.

import type { ConnectionResult, ErrorCode, PassageConfig, PassageEvent } from '@getpassage/web-react/core';
import type { Passage } from '@getpassage/web-react';
import { type FailureCode, type FakeEvent, type FakePassage, type FakeSession, installFakePassage } from '@getpassage/web-react/testing';
import { expectTypeOf } from 'expect-type';
import type { EngineRequest } from '../../../js/call/engine.ts';

expectTypeOf(installFakePassage).toEqualTypeOf<() => FakePassage>();
expectTypeOf<FakePassage['sessions']>().toEqualTypeOf<readonly FakeSession[]>();

// A record holds what the real one tells, in the same types.
expectTypeOf<Exclude<FakeSession['result'], undefined>>().toEqualTypeOf<ConnectionResult>();
expectTypeOf<FakeSession['events'][number]>().toEqualTypeOf<PassageEvent>();
expectTypeOf<FakeSession['status']>().toEqualTypeOf<Exclude<Passage['status'], 'idle'>>();
expectTypeOf<Pick<FakeSession, 'baseUrl' | 'theme' | 'redirect'>>().toEqualTypeOf<
  Readonly<Pick<EngineRequest, 'baseUrl' | 'theme' | 'redirect'>>
>();
// Where the host names no language, it is the page's.
expectTypeOf<FakeSession['locale']>().toEqualTypeOf<NonNullable<EngineRequest['locale']>>();
expectTypeOf<FakeSession['theme']>().toEqualTypeOf<NonNullable<PassageConfig['theme']>>();

// What can be emitted is a part of what the real one tells, name by name.
expectTypeOf<FakeEvent>().toExtend<PassageEvent>();
expectTypeOf<Exclude<PassageEvent['type'], FakeEvent['type']>>().toEqualTypeOf<'opened' | 'redirecting' | 'ended'>();
expectTypeOf<Extract<FakeEvent, { type: 'progress' }>>().toEqualTypeOf<Extract<PassageEvent, { type: 'progress' }>>();
expectTypeOf<Extract<FakeEvent, { type: 'claimed' }>>().toEqualTypeOf<Extract<PassageEvent, { type: 'claimed' }>>();
expectTypeOf<Extract<FakeEvent, { type: 'retrying' }>>().toEqualTypeOf<Extract<PassageEvent, { type: 'retrying' }>>();

// Every code but the one that is thrown; codes of the service that are not known yet, too.
expectTypeOf<FailureCode>().toEqualTypeOf<Exclude<ErrorCode, 'INVALID_OPTIONS'>>();
expectTypeOf<'NETWORK_ERROR'>().toExtend<FailureCode>();
expectTypeOf<Parameters<FakePassage['fail']>>().toEqualTypeOf<[code: FailureCode, error?: string]>();

declare const fake: FakePassage;
// @ts-expect-error an ending is made by complete(), fail(), expire() or close()
fake.emit({ type: 'ended', outcome: 'complete' });
// @ts-expect-error only what a link is before its verdict
fake.emit({ type: 'status', status: 'complete' });
// @ts-expect-error a step has a name
fake.emit({ type: 'progress' });
// @ts-expect-error records are read
fake.sessions[0]!.status = 'active';
