/** Counts the retries: each needs an address that was never requested before. */
let tries = 0;

/**
 * Imports a file of the package, and retries once.
 *
 * Browsers before 2026 remember that an import of an address failed, and never request that address again. Chrome and Firefox name
 * the address in the error; with a fragment added, it is a new address of the same file. Safari does not name it. Bundlers with a
 * loader of their own throw other errors, and request the file again by themselves.
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
