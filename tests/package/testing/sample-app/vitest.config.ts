import { defineConfig } from 'vitest/config';

export default defineConfig({
  esbuild: { jsx: 'automatic' },
  test: {
    // In a thread of the same process: in a process of its own Vitest refuses to fake `nextTick`.
    pool: 'threads',
    projects: [
      { extends: true, test: { name: 'as it is', include: ['src/**/*.vitest.tsx'] } },
      { extends: true, test: { name: 'fake timers', include: ['src/ConnectAccount.vitest.tsx'], setupFiles: 'src/fakeTimers.ts' } },
    ],
  },
});
