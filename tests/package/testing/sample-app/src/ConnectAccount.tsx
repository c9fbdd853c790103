import { usePassage } from '@getpassage/web-react';

/** A button that connects an account, and says how it went. */
export function ConnectAccount({
  claimCode,
}: {
  claimCode: string | (() => Promise<string>);
}) {
  const { openAppClip, status, error } = usePassage();
  const connect = () => openAppClip({ claimCode });

  if (status === 'complete')
    return <p role="status">Your account is connected.</p>;
  const busy = status === 'opening' || status === 'active';
  return (
    <>
      {status === 'active' && (
        <p role="status">Follow the steps in the window.</p>
      )}
      {status === 'closed' && (
        <p role="status">You closed the window before it was done.</p>
      )}
      {status === 'error' && (
        <p role="alert">
          {error?.retryable
            ? 'That did not work.'
            : 'Please ask us for a new link.'}
        </p>
      )}
      {(status !== 'error' || error?.retryable) && (
        <button onClick={connect} disabled={busy}>
          {status === 'idle' || busy ? 'Connect' : 'Try again'}
        </button>
      )}
    </>
  );
}
