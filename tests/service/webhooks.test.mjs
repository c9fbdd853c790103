// Verifies webhooks of the running service with the tools that integrators use: jose, Node's own crypto, and PyJWT. Also sends the example's
// backend the forgeries that it must refuse. The test starts the programs, and stops them by their process ids.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash, createHmac, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createLocalJWKSet, createRemoteJWKSet, importSPKI, jwtVerify } from 'jose';

const API_KEY = 'sk_test_service';
const { CONNECT_PROGRAM, BACKEND_PROGRAM, PYTHON } = process.env;
for (const [name, value] of Object.entries({ CONNECT_PROGRAM, BACKEND_PROGRAM, PYTHON })) {
  assert.ok(value, `${name} must be set; \`cargo xtask test --only service\` does`);
}

const children = [];
let service;
let backend;
/** The received webhook: `{ headers, body }`, with the body as bytes. */
let sent;

async function start(program, args) {
  const child = spawn(program, ['--listen', '127.0.0.1:0', ...args], {
    env: { ...process.env, CONNECT_API_KEY: API_KEY },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^listening on (\S+)$/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error(`${program} ended before it was ready`);
}

async function call(url, body, bearer) {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  assert.ok(response.ok, `${url}: ${response.status}`);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

before(async () => {
  service = await start(CONNECT_PROGRAM, ['--database', ':memory:', '--sandbox', '--private-webhooks', '--step-ms', '0']);
  backend = await start(BACKEND_PROGRAM, ['--connect-url', service, '--page', '.']);
  const receiver = createServer();
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const arrival = once(receiver, 'request').then(async ([request, response]) => {
    const body = Buffer.concat(await request.toArray());
    response.end();
    return { headers: request.headers, body };
  });
  const link = await call(
    `${service}/v1/links`,
    {
      integrationId: 'tmobile',
      resource: 'mobileBillingStatement',
      action: 'read',
      webhookUrl: `http://127.0.0.1:${receiver.address().port}/hook`,
    },
    API_KEY,
  );
  await call(`${service}/link/claim`, { code: link.claimCode });
  await call(`${service}/sandbox/links/${link.linkId}/complete`, {});
  sent = await arrival;
  receiver.close();
});

after(() => {
  for (const child of children) child.kill();
});

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const token = () => sent.headers['x-passage-signature'];
const headerOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[0], 'base64url').toString());

async function pem() {
  const { kid } = headerOf(token());
  const { key_id, key } = await call(`${service}/webhook_verification_key/get`, { key_id: kid });
  assert.equal(key_id, kid);
  return key;
}

test('jose verifies it, by PEM and by JWK set', async () => {
  const keys = [await importSPKI(await pem(), 'ES256'), createRemoteJWKSet(new URL(`${service}/.well-known/jwks.json`))];
  for (const key of keys) {
    const { payload, protectedHeader } = await jwtVerify(token(), key, { algorithms: ['ES256'], maxTokenAge: 300 });
    assert.deepEqual(Object.keys(protectedHeader).sort(), ['alg', 'kid', 'typ']);
    assert.equal(payload.request_body_sha256, sha256(sent.body));
  }
});

test("Node's crypto verifies it", async () => {
  const [header, payload, signature] = token().split('.');
  const key = { key: createPublicKey(await pem()), dsaEncoding: 'ieee-p1363' };
  assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')));
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  assert.equal(claims.request_body_sha256, sha256(sent.body));
  assert.equal(String(claims.iat), sent.headers['x-passage-timestamp']);
});

test('PyJWT verifies it', async () => {
  const script = new URL('verify.py', import.meta.url).pathname;
  const input = JSON.stringify({ token: token(), key: await pem(), body: sent.body.toString('base64') });
  const run = promisify(execFile)(PYTHON, [script]);
  run.child.stdin.end(input);
  assert.equal((await run).stdout.trim(), 'verified');
});

test('jose refuses it with a key set that lacks the key', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stranger = createLocalJWKSet({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'other', alg: 'ES256' }] });
  await assert.rejects(jwtVerify(token(), stranger));
});

/** The status with which the example's backend answers a webhook. */
async function offered(jwt, body = sent.body) {
  const response = await fetch(`${backend}/webhooks/passage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(jwt !== null && { 'x-passage-signature': jwt }) },
    body,
  });
  return response.status;
}

test("the example's backend accepts what the service signed", async () => {
  assert.equal(await offered(token()), 204);
});

test("the example's backend refuses each forgery", async (t) => {
  const [header, payload, signature] = token().split('.');
  const { kid } = headerOf(token());
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Math.floor(Date.now() / 1000);
  const claims = (iat = now) => ({ iat, request_body_sha256: sha256(sent.body) });
  const by = (key, head, claimed = claims()) => {
    const signed = `${b64(head)}.${b64(claimed)}`;
    const bytes = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${bytes.toString('base64url')}`;
  };
  const head = { alg: 'ES256', typ: 'JWT', kid };
  const hs256 = `${b64({ ...head, alg: 'HS256' })}.${b64(claims())}`;
  const hmac = createHmac('sha256', await pem())
    .update(hs256)
    .digest('base64url');
  const raw = Buffer.from(signature, 'base64url');
  const integer = (bytes) => {
    const short = Buffer.from(bytes.subarray(bytes.findIndex((byte) => byte !== 0)));
    const body = short[0] > 127 ? Buffer.concat([Buffer.of(0), short]) : short;
    return Buffer.concat([Buffer.of(2, body.length), body]);
  };
  const pair = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  const der = Buffer.concat([Buffer.of(0x30, pair.length), pair]).toString('base64url');
  const forgeries = {
    'no signature at all': [null],
    'alg none, no signature': [`${b64({ ...head, alg: 'none' })}.${b64(claims())}.`],
    'alg none over a true signature': [`${b64({ ...head, alg: 'none' })}.${payload}.${signature}`],
    'HS256 with the PEM as the secret': [`${hs256}.${hmac}`],
    'signed by another key under our kid': [by(privateKey, head)],
    'an unknown kid': [by(privateKey, { ...head, kid: 'whk_forged' })],
    'a strange kid': [by(privateKey, { ...head, kid: '../../../etc/passwd' })],
    'no kid': [by(privateKey, { alg: 'ES256', typ: 'JWT' })],
    'a true signature over another payload': [`${header}.${b64(claims(now + 1))}.${signature}`],
    'DER in place of r and s': [`${header}.${payload}.${der}`],
    'a body that was parsed and written again': [token(), JSON.stringify(JSON.parse(sent.body), null, 1)],
    'another body': [token(), '{"event":"link.complete","linkId":"link_forged"}'],
    'no token': ['x'],
  };
  for (const [name, offer] of Object.entries(forgeries)) {
    await t.test(name, async () => {
      let status = await offered(...offer);
      // It asks for the service's keys every few seconds at most, and says meanwhile that it cannot know.
      for (const until = Date.now() + 10_000; status === 503 && Date.now() < until; status = await offered(...offer)) await setTimeout(100);
      assert.equal(status, 401);
    });
  }
  // The backend checks times only after the signature, so the backend's own tests cover them, with their own keys.
});

test('a retired key still verifies what it signed', async () => {
  const before = await pem();
  const { key_id } = await call(`${service}/sandbox/keys/rotate`, {});
  assert.notEqual(key_id, headerOf(token()).kid);
  assert.equal(await pem(), before);
  const set = createRemoteJWKSet(new URL(`${service}/.well-known/jwks.json`));
  await jwtVerify(token(), set, { algorithms: ['ES256'] });
});
