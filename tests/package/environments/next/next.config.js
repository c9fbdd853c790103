// Where this project lies among others, and one folder for each bundler; nothing for the package.
const root = import.meta.dirname;

export default {
  distDir: `dist/${process.env.BUNDLER ?? 'turbopack'}`,
  outputFileTracingRoot: root,
  turbopack: { root },
};
