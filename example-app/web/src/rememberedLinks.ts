// Remembers the links that this tab has connected, so that a reload shows the same accounts, and those that it is connecting, so
// that a reload in the middle goes on. A link id alone gives no access, and the browser deletes it when the tab closes. Claim codes
// are never stored.

const CONNECTED = 'halfpenny.links';
const CONNECTING = 'halfpenny.connecting';

type Kind = typeof CONNECTED | typeof CONNECTING;

function remembered(kind: Kind): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(kind) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    // Storage may be blocked or contain something else. Then only a reload starts without accounts.
    return {};
  }
}

function remember(kind: Kind, provider: string, linkId: string | null): void {
  const { [provider]: _former, ...others } = remembered(kind);
  try {
    sessionStorage.setItem(kind, JSON.stringify(linkId === null ? others : { ...others, [provider]: linkId }));
  } catch {
    // As above.
  }
}

/** The connected link of each provider. */
export const rememberedLinks = () => remembered(CONNECTED);

/** Remembers the connected link of a provider; null forgets it. */
export const rememberLink = (provider: string, linkId: string | null) => remember(CONNECTED, provider, linkId);

/** The link of a provider that is being connected, or was when the page was reloaded. */
export const unfinishedLink = (provider: string): string | undefined => remembered(CONNECTING)[provider];

/** Remembers the link of a provider that is being connected; null forgets it, when the connection has ended. */
export const rememberUnfinished = (provider: string, linkId: string | null) => remember(CONNECTING, provider, linkId);
