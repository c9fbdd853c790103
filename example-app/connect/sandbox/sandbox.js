// Shows all links of the service, live, and calls the sandbox's routes when a button is pressed.

const $ = (id) => document.getElementById(id);
const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const words = (form) => Object.fromEntries(new FormData(form));

async function call(method, path, body) {
  const init = body === undefined ? { method } : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/sandbox/${path}`, init);
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  if (!response.ok)
    throw new Error(
      answer?.issues?.map(({ path: field, message }) => `${field} ${message}`).join('; ') || answer?.error || response.status,
    );
  return answer;
}

/** Makes a button's call, and shows the error if it fails. */
async function act(...request) {
  try {
    await call(...request);
    $('failure').hidden = true;
  } catch (error) {
    $('failure').textContent = error.message;
    $('failure').hidden = false;
  }
}

let ahead = 0;
function tick() {
  $('now').textContent = moment.format(Date.now() + ahead);
}
setInterval(tick, 1000);

function span(text, name = '') {
  const element = document.createElement('span');
  element.textContent = text;
  element.className = name;
  return element;
}

function badge(state) {
  const element = span(state, 'badge');
  element.dataset.state = state;
  return element;
}

function sessionRow({ id, stage, step, error, createdAt }) {
  const row = document.createElement('li');
  const code = document.createElement('code');
  code.textContent = id;
  row.append(
    badge(stage),
    code,
    span([step?.replaceAll('_', ' '), error?.code].filter(Boolean).join(' ')),
    span(time.format(createdAt), 'muted'),
  );
  return row;
}

function deliveryRow({ id, event, url, state, nextTryAt, attempts }) {
  const row = document.createElement('li');
  const tries = attempts.map(({ beganAt, status, error, tookMs }) => `${time.format(beganAt)} ${status ?? error} (${tookMs} ms)`);
  if (nextTryAt !== null) tries.push(`next ${time.format(nextTryAt)}`);
  const target = document.createElement('code');
  target.textContent = url;
  const resend = document.createElement('button');
  resend.type = 'button';
  resend.textContent = 'Resend';
  resend.title = id;
  resend.disabled = state === 'waiting' || state === 'withdrawn';
  resend.addEventListener('click', () => act('POST', `deliveries/${id}/resend`, {}));
  row.append(badge(state), span(event), target, span(tries.join(' · '), 'attempts'), resend);
  return row;
}

/** One element for each link. It is kept when the link changes, so that the focus and a half-typed code stay. */
const shown = new Map();

function linkElement(id) {
  const element = $('link').content.cloneNode(true).firstElementChild;
  element.querySelector('.id').textContent = id;
  element.addEventListener('click', ({ target }) => {
    const { act: name } = target.dataset ?? {};
    if (!name) return;
    const body = name === 'fail' ? { code: element.querySelector('input').value.trim() } : {};
    act('POST', `links/${id}/${name}`, body);
  });
  shown.set(id, element);
  return element;
}

function showLink(link) {
  const element = shown.get(link.id) ?? linkElement(link.id);
  element.querySelector('.badge').replaceWith(badge(link.status));
  element.querySelector('.name').textContent =
    `${link.integrationId}: ${link.operations.map(({ resource, action }) => `${resource} ${action}`).join(', ')}`;
  element.querySelector('.times').textContent = `created ${time.format(link.createdAt)}, expires ${moment.format(link.expiresAt)}`;
  const error = element.querySelector('.error');
  error.hidden = link.error === null;
  error.textContent = link.error ? `${link.error.code}: ${link.error.message}` : '';
  const active = link.status === 'active';
  element.querySelector('[data-act=complete]').disabled = !active;
  element.querySelector('[data-act=fail]').disabled = !active;
  element.querySelector('[data-act=expire]').disabled = !['pending', 'active', 'failed'].includes(link.status);
  element.querySelector('.sessions').replaceChildren(...link.sessions.map(sessionRow));
  element.querySelector('.deliveries').replaceChildren(...link.deliveries.map(deliveryRow));
  return element;
}

function faultRow({ id, fault: { kind, on, linkId, count } }) {
  const row = document.createElement('li');
  const off = document.createElement('button');
  off.type = 'button';
  off.textContent = '×';
  off.setAttribute('aria-label', `Remove ${kind}`);
  off.addEventListener('click', () => act('DELETE', `faults/${id}`));
  row.append(span([kind, on.join(', '), linkId, count === null ? 'always' : `${count} more`].filter(Boolean).join(' · ')), off);
  return row;
}

async function refresh() {
  const [list, { faults }] = await Promise.all([call('GET', 'links'), call('GET', 'faults')]);
  ahead = list.now - Date.now();
  $('ahead').textContent = list.aheadMs === 0 ? '' : `(${Math.round(list.aheadMs / 1000)} s ahead)`;
  tick();
  $('none').hidden = list.links.length > 0;
  const elements = list.links.map(showLink);
  for (const [id, element] of shown) if (!elements.includes(element)) shown.delete(id);
  // An element loses the focus when it is moved, so only elements in the wrong place are moved.
  elements.forEach((element, index) => {
    if ($('links').children[index] !== element) $('links').insertBefore(element, $('links').children[index] ?? null);
  });
  while ($('links').children.length > elements.length) $('links').lastElementChild.remove();
  $('standing').replaceChildren(...faults.map(faultRow));
  return list.changes;
}

$('advance').addEventListener('submit', (event) => {
  event.preventDefault();
  act('POST', 'clock/advance', { ms: Number(words(event.target).ms) });
});
$('rotate').addEventListener('click', () => act('POST', 'keys/rotate', {}));

function showFields() {
  const { kind } = words($('fault'));
  for (const label of document.querySelectorAll('[data-for]')) label.hidden = label.dataset.for !== kind;
}
$('fault').addEventListener('change', showFields);
showFields();
$('fault').addEventListener('submit', (event) => {
  event.preventDefault();
  const { kind, on, linkId, count, ...numbers } = words(event.target);
  const own = { latency: 'ms', rateLimited: 'retryAfter', serverError: 'status' }[kind];
  act('POST', 'faults', {
    kind,
    on: on === '' ? [] : [on],
    linkId: linkId.trim() || null,
    count: count === '' ? null : Number(count),
    ...(own && { [own]: Number(numbers[own]) }),
  });
});

for (;;) {
  try {
    const seen = await refresh();
    $('connection').textContent = 'Live';
    await call('GET', `changes?after=${seen}`);
  } catch {
    $('connection').textContent = 'No connection. Trying again…';
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
