import { createElement, version } from 'react';
import { createRoot } from 'react-dom/client';
import { Connect } from './generated/hook.js';

document.documentElement.dataset.react = version;
createRoot(document.getElementById('root')).render(createElement(Connect));
