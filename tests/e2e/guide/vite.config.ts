import { defineConfig } from 'vite';

// No setting for the package, which has to work without one.
export default defineConfig({});
