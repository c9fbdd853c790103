import * as React from 'react';
import { type AppClip, type AppClipHandle, type Owner, closeCurrent, open } from '../call/app-clip.js';
import { type WholeConfig, withDefaults } from '../call/config.js';
import type { ConnectionError } from '../generated/passage_web.js';
import { loadedEngine, loadEngine } from '../call/loader.js';
import type { OpenAppClipOptions, PassageConfig } from '../call/options.js';
import { soon } from '../call/platform.js';
import { onIntent, whenIdle } from '../components/ahead.js';
import { ConfigContext } from './provider.js';

/** What `usePassage` returns. */
export interface Passage {
  /** Opens the modal and connects. The same function for the life of the component. */
  openAppClip: (options: OpenAppClipOptions) => AppClipHandle;
  /** Ends the open session, if there is one. Always the same function. */
  close: () => void;
  /** Whether the WebAssembly is loaded. `openAppClip` works before that, too. */
  ready: boolean;
  /** The status of the session that this component opened last. */
  status: 'idle' | 'opening' | 'active' | 'complete' | 'error' | 'closed';
  /** Why that session failed; `null` unless `status` is `error`. */
  error: ConnectionError | null;
}

// Cleans up when the component unmounts, and only then: not when Suspense hides it, and not when StrictMode mounts it twice. For
// that it must be an insertion effect. React before 18 has none, but does not mount twice either. The name is put together at run
// time: if it were written out, bundlers would look for it in React, and fail for a version without it.
const onUnmount: typeof React.useEffect = (effect, dependencies) => {
  const name = `use${typeof document === 'undefined' ? '' : 'Insertion'}Effect`;
  const use = (React as unknown as Record<string, typeof React.useEffect | undefined>)[name] ?? React.useLayoutEffect;
  use(effect, dependencies);
};

/**
 * Connects accounts from a component. Unmounting the component closes the session that it opened.
 *
 * @param config - settings for what this component opens, on top of those of `PassageProvider` and `configure`.
 */
export function usePassage(config?: PassageConfig): Passage {
  return usePassageAt(undefined, config);
}

/** What `usePassage` does, for a component with a button of its own: then the engine is loaded at intent on that button. */
export function usePassageAt(button: React.RefObject<Element | null> | undefined, config?: PassageConfig): Passage {
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
    // Shows what has happened between the first render and this effect.
    render();
    // An engine that is loaded needs no timer; with the fake of /testing, the timer would fire outside of React's `act`.
    const cancel = loadedEngine() ? undefined : binding.ahead(button);
    return () => {
      cancel?.();
      // React 18 skips the clean-up above when it unmounts a component that Suspense has hidden, but not this one.
      binding.effectsGone();
    };
  }, [binding, button]);

  const clip = binding.clip;
  return {
    openAppClip: binding.openAppClip,
    close: closeCurrent,
    ready: loadedEngine() !== undefined,
    status: clip?.status ?? 'idle',
    error: clip?.error ?? null,
  };
}

/** What one component keeps between renders. The session's state is not copied: it stays in the `AppClip`. */
class Binding implements Owner {
  mounted = false;
  effects = false;
  config: PassageConfig = {};
  clip: AppClip | undefined;
  render: () => void = () => undefined;

  readonly openAppClip = (options: OpenAppClipOptions): AppClipHandle => {
    return open(options, this.merged(), this).handle;
  };

  merged(): WholeConfig {
    return withDefaults(this.config);
  }

  /**
   * Loads the engine when the settings say so. Returns a function that cancels this. A wrong setting and a failure are reported by the
   * next call of `openAppClip`.
   */
  ahead(button: React.RefObject<Element | null> | undefined): (() => void) | undefined {
    const load = () => {
      stop?.();
      void this.preload().catch(() => undefined);
    };
    let stop: (() => void) | undefined;
    try {
      const when = this.merged().preload ?? (button ? 'intent' : 'idle');
      if (when === 'idle') stop = whenIdle(load);
      else if (when === 'intent') stop = onIntent(button?.current ?? document, load);
    } catch {
      // Nothing is loaded.
    }
    return stop;
  }

  private async preload(): Promise<void> {
    await loadEngine(this.merged());
    this.rendered();
  }

  opened(clip: AppClip): void {
    this.clip = clip;
    this.rendered();
  }

  changed(clip: AppClip): void {
    if (this.clip === clip) this.rendered();
  }

  /**
   * Renders the component, if it is mounted: before that, its effect renders it anyway, and after it was unmounted, React 16 and 17
   * would log an error.
   */
  private rendered(): void {
    if (this.mounted) this.render();
  }

  unmount(): void {
    this.mounted = false;
    if (this.clip?.owner === this) this.clip.close('unmount');
  }

  /** The component's effects were cleaned up. Unless they run again at once, the component was unmounted. */
  effectsGone(): void {
    this.effects = false;
    void soon(() => {
      if (!this.effects) this.unmount();
    });
  }
}
