// Calls the entry with an input of plain data, so that Node and the edge runtime get exactly the same input.

/** Bodies and headers in all forms that the entry accepts. */
function bodyOf({ as, base64, value }) {
  if (as === 'value') return value;
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  if (as === 'string') return new TextDecoder().decode(bytes);
  if (as === 'ArrayBuffer') return bytes.buffer;
  if (as !== 'view with an offset') return bytes;
  const roomy = new Uint8Array(bytes.length + 9).fill(7);
  roomy.set(bytes, 4);
  return roomy.subarray(4, 4 + bytes.length);
}

const headersOf = ({ as, fields }) => (as === 'Headers' ? new Headers(fields) : fields);

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
