// Measure 1: bytes to import, and all bytes and requests until the modal is open and its frame's request leaves.

import { brotli } from './bundle.mjs';
import { click, frameRequest, hostPage } from './browser.mjs';
import { BY_SIZE, SDKS } from './sdks.mjs';

export async function measureBytes(lab) {
  const { folder, files } = lab.bundles;
  const size = (list) => list.reduce((sum, file) => sum + brotli(folder, file).length, 0);
  const opened = {};
  for (const name of Object.keys(SDKS)) {
    const { scripts, others } = await requestsToOpen(lab, name);
    opened[name] = { importBytes: size(files[name].first), bytes: size(scripts), scripts: scripts.length, others };
  }
  const bySize = Object.fromEntries(Object.keys(BY_SIZE).map((name) => [name, { importBytes: size(files[name].first) }]));
  return { opened, bySize };
}

/** The host page's requests from the import to the request for the frame. The frame's own requests belong to the service. */
async function requestsToOpen(lab, name) {
  const { context, page, cdp } = await hostPage(lab, name, 'at the click');
  const scripts = [];
  const others = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.frame() !== page.mainFrame()) {
      if (request.isNavigationRequest()) others.push('frame');
    } else if (pathname.startsWith('/sdk/')) scripts.push(pathname.slice('/sdk/'.length));
    else others.push(pathname);
  });
  const leaves = frameRequest(page, cdp);
  const { claimCode } = await lab.connect.createLink();
  await page.evaluate((claimCode) => bench.watch({ claimCode }), claimCode);
  await click(cdp);
  await page.evaluate(() => bench.painted);
  await leaves;
  await context.close();
  return { scripts: [...new Set(scripts)], others: others.slice(0, others.indexOf('frame') + 1) };
}
