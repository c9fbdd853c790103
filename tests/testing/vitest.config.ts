import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['*.test.ts'],
    environment: 'jsdom',
    // Compiled by vite like the tests, so that vi.resetModules() forgets it.
    server: { deps: { inline: [/@getpassage\/web-react/] } },
  },
});
