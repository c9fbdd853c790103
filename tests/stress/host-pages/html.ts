// The HTML of a row's page; well-formed, so that it can be served as XML too.

import type { Html } from './row.ts';

const ORDINARY: Html = {
  doctype: '<!DOCTYPE html>',
  attributes: 'lang="en"',
  head: '',
  bodyAttributes: '',
  body: '<main>OPENER</main>',
  script: '<script type="module" src="ADDRESS/page.js"></script>',
};

const OPENER = '<button id="opener">Open</button>';

/** The page at `address`, even if it has a `base` element. */
export function html(address: string, changes: Partial<Html> = {}): string {
  const { doctype, attributes, head, bodyAttributes, body, script } = { ...ORDINARY, ...changes };
  const page = `${doctype}
<html ${attributes}>
  <head>
    <meta charset="utf-8" />
    <title>A host page</title>
    ${head}
  </head>
  <body ${bodyAttributes}>
    ${body.replace('OPENER', OPENER)}
    ${script}
  </body>
</html>
`;
  return page.replaceAll('ADDRESS', address);
}
