module.exports = {
  roots: ['<rootDir>/src'],
  testMatch: ['**/*.jest.tsx'],
  transform: { '\\.tsx$': '<rootDir>/esbuild-transform.cjs' },
  watchman: false,
};
