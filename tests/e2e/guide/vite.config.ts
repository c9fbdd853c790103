import { defineConfig } from 'vite';

// Nothing for the package: it has to work without.
export default defineConfig({});
