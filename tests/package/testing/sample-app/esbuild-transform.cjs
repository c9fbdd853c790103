// TypeScript and JSX for Jest, by the compiler that Vite uses, too.

const { transformSync } = require('esbuild');

module.exports = {
  process: (source, file) => ({
    code: transformSync(source, { loader: 'tsx', format: 'cjs', jsx: 'automatic', sourcefile: file, sourcemap: 'inline' }).code,
  }),
};
