import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Start } from './Start';
import './styles/base.css';
import './styles/accounts.css';
import './styles/ledger.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <Start />
  </StrictMode>,
);
