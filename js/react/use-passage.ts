import * as React from 'react';
import { ahead } from './ahead.js';
import { type AppClip, type AppClipHandle, type Owner, closeCurrent, open } from '../call/app-clip.js';
import { withDefaults } from '../call/config.js';
import type { ConnectionError } from '../generated/passage_web.js';
import { loadedEngine, loadEngine } from '../call/loader.js';
import { checkOptions, type OpenAppClipOptions, type PassageConfig } from '../call/options.js';
import { soon } from '../call/platform.js';
import { ConfigContext } from './provider.js';

/** What `usePassage` returns. */
export interface Passage {
  /** Opens the modal and connects; the same function for the life of the component. */
  openAppClip: (options: OpenAppClipOptions) => AppClipHandle;
  /** Ends the open session, if there is one; always the same function. */
  close: () => void;
  /** The WebAssembly is loaded. Opening works before, too. */
  ready: boolean;
  /** Of the session that this component opened last. */
  status: 'idle' | 'opening' | 'active' | 'complete' | 'error' | 'closed';
  /** Why that session failed; `null` unless `status` is `error`. */
  error: ConnectionError | null;
}

// Runs its clean-up at once when the component goes, and only then: not when Suspense hides it, and not in StrictMode's
// rehearsal. React before 18 has no insertion effects, but no such rehearsal either. The name is put together when it is
// needed: spelled out, bundlers look for it in React, and refuse one that has it not.
const onUnmount: typeof React.useEffect = (effect, dependencies) => {
  const name = `use${typeof document === 'undefined' ? '' : 'Insertion'}Effect`;
  const use = (React as unknown as Record<string, typeof React.useEffect | undefined>)[name] ?? React.useLayoutEffect;
  use(effect, dependencies);
};

/** Connects accounts from a component. Unmounting it closes what it opened. */
export function usePassage(config?: PassageConfig): Passage {
  const provided = React.useContext(ConfigContext);
  const [binding] = React.useState(() => new Binding());
  const [, render] = React.useReducer((count: number) => count + 1, 0);
  binding.config = { ...provided, ...config };

  onUnmount(() => {
    binding.mounted = true;
    return () => binding.unmount();
  }, [binding]);

  React.useEffect(() => {
    binding.render = render;
    binding.mounted = binding.effects = true;
    // What happened between the first render and this effect.
    render();
    // What is loaded already needs no timer; with the fake of /testing it would fire outside of React's `act`.
    const cancel = loadedEngine()
      ? undefined
      : ahead(binding.when(), () => {
          // What is wrong, with the settings or on the way, is told by the call that needs the engine.
          void binding.preload().catch(() => undefined);
        });
    return () => {
      cancel?.();
      // React 18 forgets the clean-up above when it takes away what Suspense hides; this one it does not forget.
      binding.effectsGone();
    };
  }, [binding]);

  const clip = binding.clip;
  return {
    openAppClip: binding.openAppClip,
    close: closeCurrent,
    ready: loadedEngine() !== undefined,
    status: clip?.status ?? 'idle',
    error: clip?.error ?? null,
  };
}

/** What one component holds on to between renders. The state itself is the session's. */
class Binding implements Owner {
  mounted = false;
  effects = false;
  config: PassageConfig = {};
  clip: AppClip | undefined;
  render: () => void = () => undefined;

  readonly openAppClip = (options: OpenAppClipOptions): AppClipHandle => {
    return open(checkOptions(options), this.merged(), this).handle;
  };

  merged(): PassageConfig {
    return withDefaults(this.config);
  }

  /** Settings that are wrong are told by the call that needs them. */
  when(): NonNullable<PassageConfig['preload']> {
    try {
      return this.merged().preload ?? 'idle';
    } catch {
      return 'none';
    }
  }

  async preload(): Promise<void> {
    await loadEngine(this.merged().wasm);
    this.rendered();
  }

  opened(clip: AppClip): void {
    this.clip = clip;
    this.rendered();
  }

  changed(clip: AppClip): void {
    if (this.clip === clip) this.rendered();
  }

  /** What comes before the component is mounted is seen by the render of its effect; after it, React 16 and 17 complain. */
  private rendered(): void {
    if (this.mounted) this.render();
  }

  unmount(): void {
    this.mounted = false;
    if (this.clip?.owner === this) this.clip.close();
  }

  /** Its effects are gone: with the component, unless they are back at once. */
  effectsGone(): void {
    this.effects = false;
    void soon(() => {
      if (!this.effects) this.unmount();
    });
  }
}
