import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PassageProvider } from '@getpassage/react-js';
import { App } from './App';
import { serviceAddress } from './backend';

const address = await serviceAddress();
const root = document.getElementById('root');
if (!root) throw new Error('no #root');

createRoot(root).render(
  <StrictMode>
    <PassageProvider
      config={{
        baseUrl: address,
        debug: false,
        customStyles: {
          container: { padding: '40px' },
        },
      }}
    >
      <App />
    </PassageProvider>
  </StrictMode>,
);
