import * as React from 'react';
import type { OpenAppClipOptions, PassageConfig } from '../call/options.js';
import { isBusy, TEXT } from '../components/button.js';
import { usePassageAt } from './use-passage.js';

/**
 * Every option of `openAppClip`, every setting of `configure`, and what else a `<button>` takes. Not its content as HTML, since there
 * is a default content, and not `onError`, which a button never calls, and which was the name of an option once.
 */
export type PassageButtonProps = OpenAppClipOptions &
  PassageConfig &
  Omit<
    React.ButtonHTMLAttributes<HTMLButtonElement>,
    keyof OpenAppClipOptions | keyof PassageConfig | 'dangerouslySetInnerHTML' | 'onError'
  >;

/** The props that are not for the `<button>`, and whether they are called. The type makes the list complete. */
const OPTIONS: Record<keyof OpenAppClipOptions | keyof PassageConfig, boolean> = {
  claimCode: true,
  appClipUrl: false,
  container: false,
  onConnectionComplete: true,
  onConnectionError: true,
  onClose: true,
  onEvent: true,
  signal: false,
  redirect: false,
  baseUrl: false,
  wasm: false,
  locale: false,
  theme: false,
  preload: false,
};

/**
 * A button that connects an account. A press opens the modal as `openAppClip` does; while the session is open, it calls the callbacks
 * of the latest render. Unmounting the button closes the session.
 *
 * The page's own `onClick` is called first; `event.preventDefault()` in it keeps the modal closed.
 */
// In a function without effects, so that a bundler leaves it out of a page that only uses the hook.
export const PassageButton = /*#__PURE__*/ (() => {
  const component = React.forwardRef(Button);
  // The name of the function would be lost when it is minified.
  component.displayName = 'PassageButton';
  return component;
})();

type Props = Record<string, unknown>;

function Button(props: PassageButtonProps, ref: React.ForwardedRef<HTMLButtonElement>): React.ReactElement {
  const given: Props = {};
  const button: Props = {};
  for (const [name, value] of Object.entries(props)) {
    const props = {}.hasOwnProperty.call(OPTIONS, name) ? given : button;
    // `undefined` stands for a prop that is left out: the setting of a provider counts.
    if (value !== undefined) props[name] = value;
  }
  const own = React.useRef<HTMLButtonElement>(null);
  React.useImperativeHandle(ref, () => own.current as HTMLButtonElement, []);
  const { openAppClip, status } = usePassageAt(own, given);
  const latest = React.useRef(given);
  latest.current = given;
  // The same functions for the life of the component: a session is known by its `claimCode` function.
  const [calls] = React.useState(() => {
    const call = (name: string) => (value: unknown) => {
      const now = latest.current[name];
      return typeof now === 'function' ? now(value) : now;
    };
    return Object.entries(OPTIONS).flatMap(([name, called]) => (called ? [[name, call(name)] as const] : []));
  });

  const press = (event: React.MouseEvent<HTMLButtonElement>) => {
    props.onClick?.(event);
    if (event.defaultPrevented) return;
    // With all props, since `openAppClip` knows the options of former packages.
    const options: Props = { ...props };
    for (const [name, call] of calls) {
      // Of the wrong kind, it is left for `openAppClip` to refuse. A callback may come with a later render.
      if (typeof given[name] === 'function' || (given[name] == null && name !== 'claimCode')) options[name] = call;
    }
    openAppClip(options as unknown as OpenAppClipOptions);
  };
  const always = { ref: own, onClick: press, 'aria-busy': isBusy(status) };
  return React.createElement('button', { type: 'button', ...button, ...always }, props.children ?? TEXT);
}
