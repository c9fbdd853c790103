/** Reports an error of the host's own code the way an uncaught one is reported. */
export function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else console.error(error);
}
