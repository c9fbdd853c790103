// The W3C WebDriver protocol, as far as these tests need it: every engine speaks it, so one client drives all of them.

/** The key under which the protocol passes a reference to an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** A reference to an element of a page. */
export type Element = { [ELEMENT]: string };

/** The driver has answered with one of the protocol's errors: `no such window`, `javascript error`, … */
export class DriverError extends Error {
  constructor(
    readonly error: string,
    message: string,
  ) {
    super(`${error}: ${message}`);
  }
}

interface Started {
  sessionId: string;
  capabilities: { browserName: string; browserVersion: string };
}

/** A session at a driver: one browser. */
export class Session {
  private window = '';

  private constructor(
    private readonly address: string,
    /** As the browser calls itself. */
    readonly browser: string,
  ) {}

  static async start(driver: string, capabilities: object): Promise<Session> {
    const { sessionId, capabilities: has } = await command<Started>('POST', `${driver}/session`, {
      capabilities: { alwaysMatch: capabilities },
    });
    return new Session(`${driver}/session/${sessionId}`, `${has.browserName} ${has.browserVersion}`);
  }

  /** Makes a window the one that the commands are for. */
  async choose(handle: string): Promise<void> {
    if (this.window === handle) return;
    await this.post('/window', { handle });
    this.window = handle;
  }

  get<T = unknown>(path: string): Promise<T> {
    return command('GET', this.address + path);
  }

  post<T = unknown>(path: string, body: object = {}): Promise<T> {
    return command('POST', this.address + path, body);
  }

  delete<T = unknown>(path = ''): Promise<T> {
    return command('DELETE', this.address + path);
  }
}

async function command<T>(method: string, address: string, body?: object): Promise<T> {
  const response = await fetch(address, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value as T;
  const { error, message } = value as { error: string; message: string };
  throw new DriverError(error, message);
}
