import { PassageProvider } from '@getpassage/web-react';
import { useEffect, useState } from 'react';
import { readConfig, readProviders, type Provider } from './backend';
import { Accounts } from './Accounts';
import { Page } from './parts/Page';

type Setup = { connectUrl: string; providers: Provider[] } | 'loading' | 'failed';

/** Asks the backend for the Connect service's address and for the providers, then shows the accounts. */
export function Start() {
  const [setup, setSetup] = useState<Setup>('loading');
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again.
  useEffect(() => {
    let current = true;
    setSetup('loading');
    Promise.all([readConfig(), readProviders()]).then(
      ([{ connectUrl }, providers]) => current && setSetup({ connectUrl, providers }),
      () => current && setSetup('failed'),
    );
    return () => {
      current = false;
    };
  }, [attempt]);

  if (setup === 'loading') {
    return (
      <Page>
        <p className="waiting" role="status">
          Loading your accounts…
        </p>
      </Page>
    );
  }
  if (setup === 'failed') {
    return (
      <Page>
        <div className="panel unavailable" role="alert">
          <h2>Halfpenny cannot be reached</h2>
          <p>Check your internet connection, then try again. You have not lost anything.</p>
          <button type="button" className="button" onClick={() => setAttempt((count) => count + 1)}>
            Try again
          </button>
        </div>
      </Page>
    );
  }
  return (
    <PassageProvider config={{ baseUrl: setup.connectUrl, theme: 'auto' }}>
      <Page>
        <Accounts providers={setup.providers} />
      </Page>
    </PassageProvider>
  );
}
