// What is used of Playwright, in a form that its own types fit. So the package needs none of its packages, and takes any of them.

/** Playwright's `Page`. */
export interface PlaywrightPage {
  frames(): readonly PlaywrightFrame[];
  on(event: 'request', listener: (request: PlaywrightRequest) => void): unknown;
  on(event: 'response', listener: (response: PlaywrightResponse) => void): unknown;
}

/** Playwright's `Frame`. */
export interface PlaywrightFrame {
  url(): string;
  evaluate<Result>(read: () => Result): Promise<Result>;
  locator(selector: string): PlaywrightLocator;
}

/** Playwright's `Locator`. */
export interface PlaywrightLocator {
  fill(text: string, options: { timeout: number }): Promise<void>;
  click(options: { timeout: number }): Promise<void>;
}

/** Playwright's `Request`. */
export interface PlaywrightRequest {
  url(): string;
  isNavigationRequest(): boolean;
}

/** Playwright's `Response`. */
export interface PlaywrightResponse {
  url(): string;
  status(): number;
  json(): Promise<unknown>;
}
