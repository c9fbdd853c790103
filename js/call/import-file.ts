/** How often a file was asked for by another address: each try needs one of its own. */
let tries = 0;

/**
 * Imports a file of the package; a failure is tried once more.
 *
 * Browsers before 2026 remember a failed import by its address, and never ask for that again. Chrome and Firefox name the
 * address in their error, and a fragment makes it another one, of the same file. Safari names none. Bundlers that load
 * files in ways of their own throw other errors, and ask again by themselves.
 */
export async function importFile<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { name, message } = error as Error;
    const address = name === 'TypeError' && /https?:\/\/[^\s'")#]+/.exec(message)?.[0];
    if (!address) return load();
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ `${address}#${++tries}`)) as T;
  }
}
