import { usePassage } from '@getpassage/web-react';

// The "After" of the migration guide, word for word: the hook without an argument, one object of options, and of the error only
// `error`. Only the two lines in the completion callback are the reader's own.
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
