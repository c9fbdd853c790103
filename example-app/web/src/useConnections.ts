import { usePassage } from '@getpassage/web-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { BackendError, readResult, readWebhook, type Provider } from './backend';
import { ClaimCodeSource } from './claimCodeSource';
import { readLedger, type Ledger } from './ledger';
import { LINK_NOT_CREATED, messageOf, RESULT_NOT_READ } from './messages';
import { rememberedLinks, rememberLink } from './rememberedLinks';

export type Connection =
  | { phase: 'idle' }
  | { phase: 'connecting' }
  | { phase: 'reading' }
  /** `confirmed`: our backend has also received the signed webhook, so it knows of the connection even without this page. */
  | { phase: 'connected'; ledger: Ledger; confirmed: boolean }
  /** With a `linkId`, the account is connected, and only its data could not be read. */
  | { phase: 'failed'; message: string; linkId: string | null };

const IDLE: Connection = { phase: 'idle' };

/**
 * The accounts of this page, each with its state. `onConnected` is called for an account that the person has just connected,
 * but not for those that a reload restores.
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

  /** Adds a line when the webhook has arrived. Nothing waits for it. */
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
    const connected = async () => {
      const { linkId } = source;
      source.ended();
      source.forget();
      if (linkId === null) return;
      rememberLink(provider.id, linkId);
      const ledger = await read(provider.id, linkId);
      if (ledger) onConnected(provider, ledger);
    };
    openAppClip({
      claimCode,
      onConnectionComplete: connected,
      onConnectionError: async (error) => {
        // The connection was completed while the page was being reloaded.
        if (error.code === 'LINK_ALREADY_COMPLETE') return connected();
        source.ended();
        // A failed link can be claimed again with the same code. After any other error, only a new link helps.
        if (!error.retryable) source.forget();
        const message = source.failed ? LINK_NOT_CREATED : messageOf(error);
        put(provider.id, { phase: 'failed', message, linkId: null });
      },
      onClose: () => {
        // The next attempt gets the same code. If the person had still to sign in, the same session continues.
        source.ended();
        put(provider.id, IDLE);
      },
    });
  }

  return {
    connectionOf: (id: string): Connection => connections[id] ?? IDLE,
    /** Opens a connection. After a failure, it continues where the last attempt failed. */
    connect(provider: Provider) {
      const connection = connections[provider.id];
      if (connection?.phase === 'failed' && connection.linkId !== null) void read(provider.id, connection.linkId);
      else connect(provider);
    },
    /** Removes an account from this page. */
    remove(id: string) {
      rememberLink(id, null);
      put(id, IDLE);
    },
  };
}
