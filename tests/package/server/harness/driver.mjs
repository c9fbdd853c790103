// Calls the entry with an input of plain data, so that Node and the edge runtime get exactly the same input.

/** Bodies and headers in all forms that the entry accepts. */
function bodyOf({ as, base64, value }) {
  if (as === 'value') return value;
  if (as === 'promise') return Promise.resolve(value);
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  if (as === 'string') return new TextDecoder().decode(bytes);
  if (as === 'ArrayBuffer') return bytes.buffer;
  if (as === 'DataView') return new DataView(bytes.buffer);
  if (as !== 'view with an offset') return bytes;
  const roomy = new Uint8Array(bytes.length + 9).fill(7);
  roomy.set(bytes, 4);
  return roomy.subarray(4, 4 + bytes.length);
}

function headersOf({ as, fields }) {
  const pairs = Object.entries(fields ?? {});
  if (as === 'Headers') return new Headers(fields);
  if (as === 'promise') return Promise.resolve(new Headers());
  if (as === 'Map') return new Map(pairs);
  if (as === 'pairs') return pairs;
  if (as === 'rawHeaders') return pairs.flat();
  if (as === 'names') return pairs.map(([name, value]) => ({ name, value }));
  if (as === 'get') return { get: (name) => fields[name] };
  return fields;
}

const said = (error) => ({
  refused: true,
  name: error.name,
  code: error.code,
  status: error.status,
  issues: error.issues,
  retryable: error.retryable,
  retryAfterSeconds: error.retryAfterSeconds,
  text: `${error.message}\n${error.stack}\n${JSON.stringify(error)}\n${error.cause ?? ''}`,
});

export async function verify(server, { body, headers, ...rest }) {
  try {
    return { event: await server.verifyWebhook({ body: bodyOf(body), headers: headersOf(headers), ...rest }) };
  } catch (error) {
    return said(error);
  }
}

export async function call(server, name, ...args) {
  try {
    return { value: await server[name](...args) };
  } catch (error) {
    return said(error);
  }
}
