const common = {
  roots: ['<rootDir>/src'],
  testMatch: ['**/*.jest.tsx'],
  transform: { '\\.tsx$': '<rootDir>/esbuild-transform.cjs' },
};

module.exports = {
  watchman: false,
  projects: [
    { ...common, displayName: 'as it is' },
    // The guide's suite with fake timers in all of its tests: `queueMicrotask` and `nextTick` are among them.
    { ...common, displayName: 'fake timers', testMatch: ['**/ConnectAccount.jest.tsx'], fakeTimers: { enableGlobally: true } },
  ],
};
