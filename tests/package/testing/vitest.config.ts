import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['*.test.ts'],
    environment: 'jsdom',
    // In a process of its own Vitest refuses to fake `nextTick`.
    pool: 'threads',
    // Compiled by vite like the tests, so that vi.resetModules() forgets it.
    server: { deps: { inline: [/@getpassage\/web-react/] } },
  },
});
