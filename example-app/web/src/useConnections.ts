import { usePassage } from '@getpassage/web-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { BackendError, readResult, readWebhook, type Provider } from './backend';
import { ClaimCodeSource } from './claimCodeSource';
import { readLedger, type Ledger } from './ledger';
import { LINK_NOT_CREATED, plainWords, RESULT_NOT_READ } from './plainWords';
import { rememberedLinks, rememberLink } from './rememberedLinks';

export type Connection =
  | { phase: 'idle' }
  | { phase: 'connecting' }
  | { phase: 'reading' }
  /** `confirmed`: our backend has the signed webhook as well, so it would know even without this page. */
  | { phase: 'connected'; ledger: Ledger; confirmed: boolean }
  /** `linkId`: the connection itself stands, only its data could not be read. */
  | { phase: 'failed'; message: string; linkId: string | null };

const IDLE: Connection = { phase: 'idle' };

/**
 * The accounts of this page and what is known of each. `onConnected` is told about one that a person has just
 * connected, not about those that come back with a reload.
 */
export function useConnections(onConnected: (provider: Provider, ledger: Ledger) => void) {
  const { openAppClip } = usePassage();
  const [connections, setConnections] = useState<Record<string, Connection>>(() =>
    Object.fromEntries(Object.keys(rememberedLinks()).map((id) => [id, { phase: 'reading' }])),
  );
  const sources = useRef(new Map<string, ClaimCodeSource>());

  const put = useCallback((id: string, connection: Connection) => {
    setConnections((all) => ({ ...all, [id]: connection }));
  }, []);

  /** Nothing waits for this, and a page without a webhook is as good: it only adds a line. */
  const confirm = useCallback(async (id: string, linkId: string) => {
    const { event } = await readWebhook(linkId).catch(() => ({ event: null }));
    if (event !== 'link.complete') return;
    setConnections((all) => {
      const connection = all[id];
      const same = connection?.phase === 'connected' && rememberedLinks()[id] === linkId;
      return same ? { ...all, [id]: { ...connection, confirmed: true } } : all;
    });
  }, []);

  const read = useCallback(
    async (id: string, linkId: string): Promise<Ledger | null> => {
      put(id, { phase: 'reading' });
      try {
        const ledger = readLedger((await readResult(linkId)).result);
        if (ledger === null) {
          put(id, { phase: 'failed', message: RESULT_NOT_READ, linkId });
          return null;
        }
        put(id, { phase: 'connected', ledger, confirmed: false });
        void confirm(id, linkId);
        return ledger;
      } catch (error) {
        const gone = error instanceof BackendError && error.status === 404;
        if (gone) rememberLink(id, null);
        put(id, gone ? IDLE : { phase: 'failed', message: RESULT_NOT_READ, linkId });
        return null;
      }
    },
    [put, confirm],
  );

  useEffect(() => {
    for (const [id, linkId] of Object.entries(rememberedLinks())) void read(id, linkId);
  }, [read]);

  function connect(provider: Provider) {
    const source = sources.current.get(provider.id) ?? new ClaimCodeSource(provider.id);
    sources.current.set(provider.id, source);
    source.begin();
    put(provider.id, { phase: 'connecting' });

    const { claimCode } = source;
    openAppClip({
      claimCode,
      onConnectionComplete: async () => {
        const { linkId } = source;
        source.forget();
        if (linkId === null) return;
        rememberLink(provider.id, linkId);
        const ledger = await read(provider.id, linkId);
        if (ledger) onConnected(provider, ledger);
      },
      onConnectionError: (error) => {
        // A failed link can be claimed again with the same code; after any other ending only a new one helps.
        if (!error.retryable) source.forget();
        const message = source.failed ? LINK_NOT_CREATED : plainWords(error, provider.name);
        put(provider.id, { phase: 'failed', message, linkId: null });
      },
      onClose: () => {
        // The service still counts the closed session as in use for a while: the next attempt takes a new link.
        source.forget();
        put(provider.id, IDLE);
      },
    });
  }

  return {
    connectionOf: (id: string): Connection => connections[id] ?? IDLE,
    /** Opens the connection; after a failure it goes on where that was. */
    connect(provider: Provider) {
      const connection = connections[provider.id];
      if (connection?.phase === 'failed' && connection.linkId !== null) void read(provider.id, connection.linkId);
      else connect(provider);
    },
    /** Takes an account off this page. */
    remove(id: string) {
      rememberLink(id, null);
      put(id, IDLE);
    },
  };
}
