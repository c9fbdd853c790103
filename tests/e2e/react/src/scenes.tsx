// Components that use the hook, and record its values and callbacks.

import { PassageButton, type PassageButtonProps, type PassageConfig, PassageProvider, usePassage } from '@getpassage/web-react';
import { Component, createRef, type ReactNode, type RefCallback, StrictMode, Suspense, useEffect } from 'react';

type Passage = ReturnType<typeof usePassage>;

export interface Told {
  /** The component, and the render to which the callback belongs. */
  who: string;
  label: string;
  name: string;
  value?: unknown;
}

/** What one component got from the hook. */
export interface View {
  passage: Passage;
  renders: number;
  /** Each status once, in order. */
  statuses: string[];
  /** How many different functions the hook returned; it should be one each. */
  opens: Set<unknown>;
  closes: Set<unknown>;
}

export const told: Told[] = [];
export const handles: ReturnType<Passage['openAppClip']>[] = [];
export const views = new Map<string, View>();

export interface ConnectProps {
  who?: string;
  code?: string;
  /** Identifies the render whose callbacks are called. */
  label?: string;
  config?: PassageConfig;
  /** Called inside its callbacks. */
  on?: (name: string, value?: unknown) => void;
  /** Opens by itself when it is mounted; closes again when its effect is cleaned up. */
  auto?: 'open' | 'open and close';
  /** Throws while it renders. */
  broken?: boolean;
}

/** A button that connects, as an integrator would write it. */
export function Connect({ who = 'a', code = 'clm_1', label = 'first', config, on, auto, broken }: ConnectProps) {
  const passage = usePassage(config);
  const view = views.get(who) ?? { passage, renders: 0, statuses: [], opens: new Set(), closes: new Set() };
  views.set(who, view);
  view.passage = passage;
  view.renders += 1;
  view.opens.add(passage.openAppClip);
  view.closes.add(passage.close);
  if (view.statuses.at(-1) !== passage.status) view.statuses.push(passage.status);

  const tell = (name: string) => (value?: unknown) => {
    told.push({ who, label, name, ...(value === undefined ? {} : { value }) });
    on?.(name, value);
  };
  const open = () => {
    const handle = passage.openAppClip({
      claimCode: code,
      onConnectionComplete: tell('onConnectionComplete'),
      onConnectionError: tell('onConnectionError'),
      onClose: tell('onClose'),
      onEvent: (event) => tell(event.type)(event),
    });
    handles.push(handle);
    return handle;
  };
  useEffect(() => {
    if (!auto) return undefined;
    const handle = open();
    return auto === 'open and close' ? () => handle.close() : undefined;
    // Also written as a careless integrator would: the effect uses the options of the first render.
  }, [auto]);
  if (broken) throw new Error('broken on purpose');
  return (
    <p>
      <button id={who} onClick={open}>
        Connect {who}
      </button>{' '}
      <output id={`${who}-status`}>{passage.status}</output> <output id={`${who}-error`}>{passage.error?.code ?? ''}</output>
    </p>
  );
}

export interface ButtonProps {
  who?: string;
  /** Identifies the render whose callbacks are called. */
  label?: string;
  /** Replaces the code: a new function with each render, as integrators write it. */
  codeByFunction?: string;
  /** What the page's own `onClick` does, after it was noted. */
  onPress?: 'prevents';
  /** These callbacks are left out. */
  without?: string[];
  /** `ref` as a function, which is noted; else it is in `refs`. */
  refByFunction?: boolean;
  /** Further props, as they are. */
  props?: Partial<PassageButtonProps>;
}

export const refs = { last: createRef<HTMLButtonElement>() };

const noteRef: RefCallback<HTMLButtonElement> = (element) => {
  told.push({ who: element?.id ?? '', label: '', name: 'ref', value: element?.tagName ?? null });
};

/** The button of the package, as an integrator would write it. */
function Press({ who = 'a', label = 'first', codeByFunction, onPress, without = [], refByFunction, props }: ButtonProps) {
  const tell = (name: string) => (value?: unknown) => void told.push({ who, label, name, ...(value === undefined ? {} : { value }) });
  const callbacks = {
    onConnectionComplete: tell('onConnectionComplete'),
    onConnectionError: tell('onConnectionError'),
    onClose: tell('onClose'),
  };
  for (const name of without) delete callbacks[name as keyof typeof callbacks];
  const given = {
    id: who,
    claimCode: codeByFunction === undefined ? 'clm_1' : () => codeByFunction,
    ...callbacks,
    onEvent: (event) => tell(event.type)(event),
    onClick: (event) => {
      tell('onClick')();
      if (onPress === 'prevents') event.preventDefault();
    },
    ...props,
  } as PassageButtonProps;
  return <PassageButton {...given} ref={refByFunction ? noteRef : refs.last} />;
}

const forever = new Promise<never>(() => undefined);

/** Suspends, so that its boundary hides everything beside it. */
function Suspended(): ReactNode {
  throw forever;
}

class Boundary extends Component<{ children: ReactNode }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <p id="failed">failed</p> : this.props.children;
  }
}

export interface StageProps {
  /** In this order. */
  components: ConnectProps[];
  /** Below them. */
  buttons?: ButtonProps[];
  /** Puts a Suspense boundary around them; true hides them. */
  suspended?: boolean;
  /** A new key mounts them again. */
  round?: number;
  provider?: PassageConfig;
  boundary?: boolean;
}

export interface PageProps extends StageProps {
  strict?: boolean;
}

/** The whole page. React runs effects twice only if StrictMode is at the root. */
export function page({ strict, ...props }: PageProps): ReactNode {
  return strict ? (
    <StrictMode>
      <Stage {...props} />
    </StrictMode>
  ) : (
    <Stage {...props} />
  );
}

function Stage({ components, buttons = [], suspended, round = 0, provider, boundary }: StageProps) {
  let scene: ReactNode = [
    ...components.map((props) => <Connect key={`${props.who ?? 'a'} ${round}`} {...props} />),
    ...buttons.map((props) => <Press key={`button ${props.who ?? 'a'} ${round}`} {...props} />),
  ];
  if (suspended !== undefined) {
    scene = (
      <Suspense fallback={<p id="fallback">waiting</p>}>
        {scene}
        {suspended && <Suspended />}
      </Suspense>
    );
  }
  if (provider) scene = <PassageProvider config={provider}>{scene}</PassageProvider>;
  if (boundary) scene = <Boundary>{scene}</Boundary>;
  return <>{scene}</>;
}
