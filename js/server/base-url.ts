/** Where the service is if nothing else is said. */
const DEFAULT = 'https://connect.services.getpassage.ai';

/** The service's address without a slash at its end, or null if it cannot be one. */
export function readBaseUrl(baseUrl: string | undefined): string | null {
  try {
    const url = new URL(baseUrl ?? DEFAULT);
    if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) return null;
    return url.href.replace(/\/+$/, '');
  } catch {
    return null;
  }
}
