import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// package.json deliberately does not name `@getpassage/web-react`: the page must run on the tarball that this repository has
// packed, whose hash changes with every build. `cargo xtask demo` installs it with `npm install --no-save`. A version from
// the registry would hide a broken package.
export default defineConfig({
  plugins: [react()],
  server: {
    // For `npm run dev` while a demo runs: Vite serves the page, and the demo's backend answers its calls.
    proxy: { '/api': 'http://localhost:4173' },
  },
});
