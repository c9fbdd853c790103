// The hook, in a component.

import { type ConnectionError, type OpenAppClipOptions, PassageProvider, usePassage } from '@getpassage/web-react';
import { expectTypeOf } from 'expect-type';

export function Connect({ claimCode }: { claimCode: string }) {
  const { openAppClip, close, ready, status, error } = usePassage();
  expectTypeOf(openAppClip).parameters.toEqualTypeOf<[options: OpenAppClipOptions]>();
  expectTypeOf(close).toEqualTypeOf<() => void>();
  expectTypeOf(ready).toEqualTypeOf<boolean>();
  expectTypeOf(status).toEqualTypeOf<'idle' | 'opening' | 'active' | 'complete' | 'error' | 'closed'>();
  expectTypeOf(error).toEqualTypeOf<ConnectionError | null>();
  // @ts-expect-error five states and no other
  if (status === 'done') close();
  return <button onClick={() => openAppClip({ claimCode })}>{error?.code}</button>;
}

export function Configured() {
  usePassage({ baseUrl: 'https://connect.example', theme: 'dark' });
  // @ts-expect-error the hook takes settings, not a code
  usePassage({ claimCode: 'clm_1' });
  return <Connect claimCode="clm_1" />;
}

export const page = (
  <PassageProvider config={{ locale: 'de' }}>
    <Configured />
  </PassageProvider>
);
// @ts-expect-error a misspelt property
export const wrong = <PassageProvider settings={{ locale: 'de' }} />;
