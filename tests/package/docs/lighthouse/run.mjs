// Measures pages of the built site with Lighthouse: `node run.mjs FOLDER CHROME`. Fails below 95 of 100.

import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { serve } from '../serve.mjs';

const [folder, chromePath] = process.argv.slice(2);
const PAGES = ['index', 'quick-start', 'playground'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const LEAST = 95;

const site = await serve(folder);
const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', '--no-sandbox'] });
let tooLow = false;
try {
  for (const [kind, config] of [
    ['phone', undefined],
    ['desktop', desktopConfig],
  ]) {
    for (const page of PAGES) {
      const flags = { port: chrome.port, onlyCategories: CATEGORIES, logLevel: 'error' };
      const { lhr } = await lighthouse(`${site.address}/${page}.html`, flags, config);
      const scores = CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)]);
      console.log(`${page}, ${kind}: ${scores.map(([name, score]) => `${name} ${score}`).join(', ')}`);
      if (scores.every(([, score]) => score >= LEAST)) continue;
      tooLow = true;
      for (const { id, title, displayValue = '', score } of Object.values(lhr.audits)) {
        if (score !== null && score < 0.9) console.log(`  ${id}: ${title} ${displayValue}`);
      }
    }
  }
} finally {
  chrome.kill();
  site.close();
}
if (tooLow) {
  console.error(`A score is below ${LEAST}.`);
  process.exitCode = 1;
}
