// The person in front of the frame: waits for the form, fills it in and sends it, and sends it again if the frame reports that it did not
// arrive. This code runs in the frame's own page, because a thousand visits with a test driver's clicks would take hours.

/** What a person does there. */
export type Role =
  /** Nothing. */
  | { does: 'nothing' }
  /** Presses Cancel. */
  | { does: 'cancel' }
  /** Signs in; of the one-time codes the last is typed as often as it is asked for. */
  | { does: 'signIn'; username: string; password: string; codes: string[] };

declare global {
  /** Who is in front of the frame of this session. */
  var roleOf: (sessionId: string) => Promise<Role>;
}

/** Runs in every document of the browser before its first script. */
export function person(): void {
  const [, sessionId] = /^\/clip\/(ses_[^/]+)$/.exec(location.pathname) ?? [];
  if (!sessionId || parent === window) return;
  let asking = false;
  let codesTyped = 0;
  const act = async (): Promise<void> => {
    if (asking) return;
    const waits = () => document.querySelector('form:not([aria-busy=true])');
    if (!waits()) return;
    asking = true;
    const role = await roleOf(sessionId);
    asking = false;
    const form = waits();
    if (!(form instanceof HTMLFormElement) || role.does === 'nothing') return;
    const fill = (id: string, text: string): boolean => {
      const input = form.querySelector(`#${id}`);
      if (!(input instanceof HTMLInputElement)) return false;
      input.value = text;
      return true;
    };
    if (role.does === 'cancel') {
      form.querySelector<HTMLButtonElement>('button.button-quiet')?.click();
    } else if (fill('username', role.username) && fill('password', role.password)) {
      form.requestSubmit();
    } else if (fill('code', role.codes[Math.min(codesTyped, role.codes.length - 1)] ?? '')) {
      codesTyped += 1;
      form.requestSubmit();
    }
  };
  new MutationObserver(() => void act()).observe(document, { subtree: true, childList: true, attributeFilter: ['aria-busy'] });
}
