// Only type-checked by `tsc`: the fake has the types of the real package.

import type { ConnectionResult, ErrorCode, PassageConfig, PassageEvent } from '@getpassage/web-react/core';
import type { Passage } from '@getpassage/web-react';
import { type FailureCode, type FakeEvent, type FakePassage, type FakeSession, installFakePassage } from '@getpassage/web-react/testing';
import { expectTypeOf } from 'expect-type';
import type { EngineRequest } from '../../../js/call/engine.ts';

expectTypeOf(installFakePassage).toEqualTypeOf<() => FakePassage>();
expectTypeOf<FakePassage['sessions']>().toEqualTypeOf<readonly FakeSession[]>();

// A record contains what the real package reports, with the same types.
expectTypeOf<Exclude<FakeSession['result'], undefined>>().toEqualTypeOf<ConnectionResult>();
expectTypeOf<FakeSession['events'][number]>().toEqualTypeOf<PassageEvent>();
expectTypeOf<FakeSession['status']>().toEqualTypeOf<Exclude<Passage['status'], 'idle'>>();
expectTypeOf<Pick<FakeSession, 'baseUrl' | 'theme' | 'redirect'>>().toEqualTypeOf<
  Readonly<Pick<EngineRequest, 'baseUrl' | 'theme' | 'redirect'>>
>();
// The language is the page's if the host names none.
expectTypeOf<FakeSession['locale']>().toEqualTypeOf<NonNullable<EngineRequest['locale']>>();
expectTypeOf<FakeSession['theme']>().toEqualTypeOf<NonNullable<PassageConfig['theme']>>();

// The events that can be emitted are some of those of the real package, with the same names.
expectTypeOf<FakeEvent>().toExtend<PassageEvent>();
expectTypeOf<Exclude<PassageEvent['type'], FakeEvent['type']>>().toEqualTypeOf<'opened' | 'redirecting' | 'ended'>();
expectTypeOf<Extract<FakeEvent, { type: 'progress' }>>().toEqualTypeOf<Extract<PassageEvent, { type: 'progress' }>>();
expectTypeOf<Extract<FakeEvent, { type: 'claimed' }>>().toEqualTypeOf<Extract<PassageEvent, { type: 'claimed' }>>();
expectTypeOf<Extract<FakeEvent, { type: 'retrying' }>>().toEqualTypeOf<Extract<PassageEvent, { type: 'retrying' }>>();

// Every code except the one that is thrown, and also future codes of the service.
expectTypeOf<FailureCode>().toEqualTypeOf<Exclude<ErrorCode, 'INVALID_OPTIONS'>>();
expectTypeOf<'NETWORK_ERROR'>().toExtend<FailureCode>();
expectTypeOf<Parameters<FakePassage['fail']>>().toEqualTypeOf<[code: FailureCode, error?: string, requestId?: string]>();

declare const fake: FakePassage;
// @ts-expect-error an ending is made by complete(), fail(), expire() or close()
fake.emit({ type: 'ended', outcome: 'complete' });
// @ts-expect-error only what a link is before its verdict
fake.emit({ type: 'status', status: 'complete' });
// @ts-expect-error a step has a name
fake.emit({ type: 'progress' });
// @ts-expect-error records are read
fake.sessions[0]!.status = 'active';
