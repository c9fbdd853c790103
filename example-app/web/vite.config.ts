import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `@getpassage/web-react` is missing from package.json on purpose: the page must run on the packed tarball of this
// repository and on nothing else, and a tarball's name and hash change with every build. `cargo xtask demo` puts it
// into node_modules with `npm install --no-save`; a registry version here would hide a broken package.
export default defineConfig({
  plugins: [react()],
  server: {
    // `npm run dev` beside a running demo: the page reloads by itself, the backend stays the real one.
    proxy: { '/api': 'http://localhost:4173' },
  },
});
