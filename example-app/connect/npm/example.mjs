// A whole integration in one file, for Node alone: a backend that creates links, and a page that opens them. Beside a running
// `npx @getpassage/connect`, `npx @getpassage/connect example` starts it. In a project of your own: copy the file,
// `npm install @getpassage/web-react`, `node example.mjs`.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createLink, getLink } from '@getpassage/web-react/server';

const baseUrl = process.env.CONNECT_URL ?? 'http://127.0.0.1:8787';
const port = Number(process.env.PORT ?? 3000);
const apiKey = process.env.CONNECT_API_KEY ?? keptKey('connect.sqlite-test-key');
const sdk = new URL('passage.global.js', import.meta.resolve('@getpassage/web-react/core'));

/** The test key that `npx @getpassage/connect` keeps in its folder. */
function keptKey(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    console.error(`There is no ${file} here: start \`npx @getpassage/connect\` in this folder first, or set CONNECT_API_KEY.`);
    process.exit(1);
  }
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Connect an account</title>
    <link rel="icon" href="data:,">
    <style>body { font: 1rem/1.5 system-ui; max-width: 40rem; margin: 10vh auto; padding: 0 1rem } pre { overflow: auto }</style>
    <script src="/sdk.js"></script>
  </head>
  <body>
    <h1>Connect an account</h1>
    <p>Sign in as <code>user_good</code> with the password <code>pass_good</code>.</p>
    <button id="connect">Connect T-Mobile</button>
    <p id="said" role="status"></p>
    <pre id="result"></pre>
    <script>
      Passage.configure({ baseUrl: ${JSON.stringify(baseUrl)} });
      document.querySelector('#connect').addEventListener('click', async () => {
        let linkId;
        const { result } = Passage.openAppClip({
          claimCode: async () => {
            const link = await (await fetch('/api/links', { method: 'POST' })).json();
            linkId = link.linkId;
            return link.claimCode;
          },
        });
        const ending = await result;
        document.querySelector('#said').textContent = ending.outcome === 'error' ? ending.error.userMessage : ending.outcome;
        if (ending.outcome !== 'complete') return;
        document.querySelector('#result').textContent = await (await fetch('/api/links/' + linkId)).text();
      });
    </script>
  </body>
</html>
`;

/** The API key is used here and never sent to the page. A real backend first checks who asks. */
async function answer({ method, url }) {
  if (method === 'GET' && url === '/') return ['text/html', page];
  if (method === 'GET' && url === '/sdk.js') return ['text/javascript', readFileSync(sdk)];
  if (method === 'POST' && url === '/api/links') {
    const operations = [{ resource: 'mobileBillingStatement', action: 'read' }];
    const { linkId, claimCode } = await createLink({ apiKey, baseUrl }, { integrationId: 'tmobile', operations });
    return ['application/json', JSON.stringify({ linkId, claimCode })];
  }
  const [, linkId] = /^\/api\/links\/(link_\w+)$/.exec(url) ?? [];
  if (method === 'GET' && linkId) {
    const { status, result } = await getLink({ apiKey, baseUrl }, linkId);
    return ['application/json', JSON.stringify({ status, result }, null, 2)];
  }
  return undefined;
}

const server = createServer(async (request, response) => {
  try {
    const found = await answer(request);
    response.writeHead(found ? 200 : 404, { 'content-type': `${found?.[0] ?? 'text/plain'}; charset=utf-8` });
    response.end(found?.[1] ?? 'Not found');
  } catch (error) {
    console.error(error);
    response.writeHead(502).end(`The service at ${baseUrl} did not answer as expected: ${error.message}`);
  }
});
server.on('error', (error) => {
  console.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken: set PORT to another, or to 0.` : error);
  process.exitCode = 1;
});
server.listen(port, '127.0.0.1', () => {
  console.log(`An example page with its backend, by the service at ${baseUrl}: http://127.0.0.1:${server.address().port}`);
});
