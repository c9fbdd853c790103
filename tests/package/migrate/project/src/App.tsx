import { useState } from 'react';
import { ConnectButton } from './ConnectButton';
import { useReconnect } from './useReconnect';

export function App() {
  const [connected, setConnected] = useState(0);
  const [message, setMessage] = useState('');
  const reconnect = useReconnect({ onSuccess: () => setConnected((n) => n + 1), onError: setMessage });
  return (
    <main>
      <ConnectButton onSuccess={() => setConnected((n) => n + 1)} onError={setMessage} onExit={() => setMessage('dismissed')} />
      <button onClick={reconnect}>Connect again</button>
      <p>connected: {connected}</p>
      <p role="status">{message}</p>
    </main>
  );
}
