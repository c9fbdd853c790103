// Runs code in a page through a second DevTools connection. The test driver runs scripts of its own in the page, which fail if the page
// has broken its globals. This connection does not.

import type { BrowserContext, CDPSession, Frame, Page } from '@playwright/test';

/** Runs a function or an expression in a page; its result must be plain data. */
export type Evaluate = (script: ((value: any) => unknown) | string, value?: unknown) => Promise<unknown>;

/** A connection to a page, or to a frame with a process of its own. */
export async function ownConnection(context: BrowserContext, target: Page | Frame): Promise<Evaluate> {
  return over(await context.newCDPSession(target));
}

/** A connection to an isolated world of the page: the same document, with globals that the page's scripts cannot change. */
export async function ownWorld(context: BrowserContext, target: Page | Frame): Promise<Evaluate> {
  const session = await context.newCDPSession(target);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  return over(session, executionContextId);
}

function over(session: CDPSession, contextId?: number): Evaluate {
  return async (script, value) => {
    const expression = typeof script === 'string' ? script : `(${script.toString()})(${JSON.stringify(value) ?? ''})`;
    const where = contextId === undefined ? {} : { contextId };
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      ...where,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
}

/** The driver's page, with some of its members replaced. */
export function pageWith(page: Page, members: Record<string, unknown>): Page {
  return new Proxy(page, {
    get(target, name) {
      if (typeof name === 'string' && name in members) return members[name];
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
