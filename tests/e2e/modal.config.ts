import base from './playwright.config.ts';
export default { ...base, outputDir: '../../target/e2e/modal-results', projects: [{ name: 'modal', testDir: 'modal' }] };
