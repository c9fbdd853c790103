// A crash of the engine, told by the names of its Rust functions.

/** A function of the WebAssembly in a stack, as Chrome, Firefox and Safari write it. */
const FRAME = /wasm-function\[(\d+)\]/;

/** Watches for an uncaught error of the engine until `stop` is called, which returns a text about it, if there was one. */
export function watchPanics() {
  let stack: string | undefined;
  const listen = (event: ErrorEvent | PromiseRejectionEvent) => {
    const error: unknown = 'reason' in event ? event.reason : event.error;
    const text = (error as Error | undefined)?.stack;
    if (typeof text === 'string' && FRAME.test(text)) stack = text;
  };
  addEventListener('error', listen);
  addEventListener('unhandledrejection', listen);
  return {
    async stop(): Promise<string | undefined> {
      removeEventListener('error', listen);
      removeEventListener('unhandledrejection', listen);
      if (stack === undefined) return undefined;
      const indices = stack.split('\n').flatMap((line) => FRAME.exec(line)?.slice(1).map(Number) ?? []);
      let names: string[] = [];
      try {
        names = (await import('../generated/function-names.js')).default.split('\n');
      } catch {
        // Then the numbers have to do.
      }
      const lines = indices.map((index) => `    at ${names[index] || `wasm-function[${index}]`}`);
      return `The engine has crashed:\n${lines.join('\n')}`;
    },
  };
}
