// Components that use the hook, and all that they see and are told.

import { type PassageConfig, PassageProvider, usePassage } from '@getpassage/web-react';
import { Component, type ReactNode, StrictMode, Suspense, useEffect } from 'react';

type Passage = ReturnType<typeof usePassage>;

export interface Told {
  /** The component, and the callbacks of which of its renders. */
  who: string;
  label: string;
  name: string;
  value?: unknown;
}

/** What one component saw. */
export interface View {
  passage: Passage;
  renders: number;
  /** Each status once, in order. */
  statuses: string[];
  /** How many different functions it was given; one each, if all is well. */
  opens: Set<unknown>;
  closes: Set<unknown>;
}

export const told: Told[] = [];
export const handles: ReturnType<Passage['openAppClip']>[] = [];
export const views = new Map<string, View>();

export interface ConnectProps {
  who?: string;
  code?: string;
  /** Tells the renders apart whose callbacks are called. */
  label?: string;
  config?: PassageConfig;
  /** Called from within its callbacks. */
  on?: (name: string, value?: unknown) => void;
  /** Opens by itself when it is mounted; closes again when its effect is cleaned up. */
  auto?: 'open' | 'open and close';
  /** Fails to render. */
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
    // As a careless integrator would write it, too: what it opens with is that of the first render.
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

const forever = new Promise<never>(() => undefined);

/** Keeps everything beside it hidden. */
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
  /** With a boundary around them; true hides them. */
  suspended?: boolean;
  /** Another one mounts them anew. */
  round?: number;
  provider?: PassageConfig;
  boundary?: boolean;
}

export interface PageProps extends StageProps {
  strict?: boolean;
}

/** The whole page. React rehearses effects only where StrictMode is at the root. */
export function page({ strict, ...props }: PageProps): ReactNode {
  return strict ? (
    <StrictMode>
      <Stage {...props} />
    </StrictMode>
  ) : (
    <Stage {...props} />
  );
}

function Stage({ components, suspended, round = 0, provider, boundary }: StageProps) {
  let scene: ReactNode = components.map((props) => <Connect key={`${props.who ?? 'a'} ${round}`} {...props} />);
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
