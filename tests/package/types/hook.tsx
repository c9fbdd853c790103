// The hook, in a component, and the button.

import {
  type CloseInfo,
  type ConnectionError,
  type OpenAppClipOptions,
  PassageButton,
  type PassageButtonProps,
  PassageProvider,
  usePassage,
} from '@getpassage/web-react';
import { expectTypeOf } from 'expect-type';
import { createRef } from 'react';

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

const ref = createRef<HTMLButtonElement>();
const later: { theme: 'dark' | undefined } = { theme: undefined };
export const buttons = [
  <PassageButton
    key="all"
    ref={ref}
    claimCode={async () => 'clm_1'}
    onConnectionError={(error) => void expectTypeOf(error).toEqualTypeOf<ConnectionError>()}
    onClose={(info) => void expectTypeOf(info).toEqualTypeOf<CloseInfo>()}
    onEvent={(event) => event.type === 'claimed' && event.linkId}
    onClick={(event) => void expectTypeOf(event.currentTarget).toEqualTypeOf<EventTarget & HTMLButtonElement>()}
    theme={later.theme}
    preload="none"
    redirect={false}
    className="primary"
    aria-label="Connect"
    data-kind="bank"
    disabled
  >
    Connect
  </PassageButton>,
  <PassageButton key="by address" appClipUrl="https://connect.example/clip/link_1#clm_1" />,
];
// @ts-expect-error nothing to open
export const nothing = <PassageButton />;
// @ts-expect-error one of the two names the link
export const both = <PassageButton claimCode="clm_1" appClipUrl="https://connect.example/clip/link_1#clm_1" />;
// @ts-expect-error three themes
export const blue = <PassageButton claimCode="clm_1" theme="blue" />;
// @ts-expect-error an option of the former package, and nothing that a button calls
export const former = <PassageButton claimCode="clm_1" onError={() => undefined} />;
// @ts-expect-error the button has a default text
export const html = <PassageButton claimCode="clm_1" dangerouslySetInnerHTML={{ __html: '' }} />;
// @ts-expect-error a button, and not a link
export const link = <PassageButton claimCode="clm_1" href="/" />;
// @ts-expect-error its ref is a button
export const wrongRef = <PassageButton claimCode="clm_1" ref={createRef<HTMLDivElement>()} />;

/** A button of the page's own around it. */
export function Wrapped({ className, ...props }: PassageButtonProps) {
  return <PassageButton {...props} className={`wide ${className}`} />;
}
