import { usePassage } from '@getpassage/react-js';
import { fetchToken } from './backend';

interface Props {
  onSuccess: () => void;
  onError: (message: string) => void;
  onExit: () => void;
}

export function ConnectButton({ onSuccess, onError, onExit }: Props) {
  const { openAppClip } = usePassage();

  const connect = async () => {
    const intentToken = await fetchToken();
    openAppClip({
      intentToken,
      shortCode: intentToken,
      branding: { integrationName: 'Acme', colorPrimary: '#7a1fa2' },
      onSuccess: (data) => {
        onSuccess();
      },
      onError: (error) => onError(error.message),
      onExit,
    });
  };

  return <button onClick={connect}>Connect</button>;
}
