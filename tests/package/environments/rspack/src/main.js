import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Connect } from './generated/hook.js';

createRoot(document.getElementById('root')).render(createElement(Connect));
