import type { ReactNode } from 'react';
import { Mark } from './Mark';

/** The frame of every view: the name, what the page does, and that it is a demonstration. */
export function Page({ children }: { children: ReactNode }) {
  return (
    <div className="page">
      <header className="masthead">
        <Mark />
        <span className="wordmark">Halfpenny</span>
      </header>
      <main>
        <div className="promise">
          <h1>See what your bills really add up to.</h1>
          <p>
            Connect an account and Halfpenny reads its recent statements, once. It changes nothing there, and your password never reaches
            us.
          </p>
        </div>
        {children}
      </main>
      <footer className="colophon">
        <p>Halfpenny is a demonstration. Every account, bill and order in it is invented.</p>
      </footer>
    </div>
  );
}
