// Which links this tab has connected, so that a reload shows the same accounts. A link id opens nothing by itself, and
// the tab forgets it when it closes. No claim code is ever kept.

const KEY = 'halfpenny.links';

export function rememberedLinks(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch {
    // Storage may be denied or hold something else: then a reload starts afresh, and nothing else is lost.
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
