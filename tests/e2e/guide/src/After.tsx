import { usePassage } from '@getpassage/web-react';

// The "After" of the migration guide, as it stands there: the hook with no argument, one object of options, and in the
// error nothing but `error`. Only the two lines in the completion callback are the reader's own.
export function After({ claimCode, onDone }: { claimCode: string; onDone: () => void }) {
  const { openAppClip } = usePassage();

  const connect = () => {
    openAppClip({
      claimCode,
      onConnectionComplete: () => {
        onDone();
      },
      onConnectionError: (error) => console.error(error.error),
    });
  };

  return <button onClick={connect}>Connect</button>;
}
