import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['*.test.ts'],
    environment: 'jsdom',
    // In a child process, Vitest refuses to fake `nextTick`.
    pool: 'threads',
    // Compiled by Vite like the tests, so that vi.resetModules() also unloads it.
    server: { deps: { inline: [/@getpassage\/web-react/] } },
  },
});
