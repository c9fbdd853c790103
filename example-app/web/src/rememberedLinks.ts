// Remembers the links that this tab has connected, so that a reload shows the same accounts. A link id alone gives no access,
// and the browser deletes it when the tab closes. Claim codes are never stored.

const KEY = 'halfpenny.links';

export function rememberedLinks(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    // Storage may be blocked or contain something else. Then only a reload starts without accounts.
    return {};
  }
}

/** Remembers the link of a provider; null forgets it. */
export function rememberLink(provider: string, linkId: string | null): void {
  const { [provider]: _former, ...others } = rememberedLinks();
  try {
    sessionStorage.setItem(KEY, JSON.stringify(linkId === null ? others : { ...others, [provider]: linkId }));
  } catch {
    // As above.
  }
}
