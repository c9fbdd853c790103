'use client';
export * from '../call/core.js';
export { PassageButton, type PassageButtonProps } from './passage-button.js';
export { PassageProvider, type PassageProviderProps } from './provider.js';
export { usePassage, type Passage } from './use-passage.js';
