/** The service's address, unless the caller gives another one. */
const DEFAULT_BASE_URL = 'https://connect.services.getpassage.ai';

/**
 * The service's address without a slash at its end; null if `baseUrl` is not an http(s) address, or has credentials, a query or a
 * fragment.
 */
export function readBaseUrl(baseUrl: string | undefined): string | null {
  try {
    const url = new URL(baseUrl ?? DEFAULT_BASE_URL);
    if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) return null;
    return url.href.replace(/\/+$/, '');
  } catch {
    return null;
  }
}
