// The root of this project, which is inside another one, and an output folder for each bundler. No setting for the package.
const root = import.meta.dirname;

export default {
  distDir: `dist/${process.env.BUNDLER ?? 'turbopack'}`,
  outputFileTracingRoot: root,
  turbopack: { root },
};
