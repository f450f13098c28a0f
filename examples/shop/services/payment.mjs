// A small payment service, standing for stripe.com: node services/payment.mjs, with PORT in the environment.
//
//   POST /v1/charges        charges {amount, currency, user_id, …}; repeats with the same Idempotency-Key get the same answer
//   GET  /v1/charges/ID     a charge made since the start
//   GET  /health            200 when ready
//   GET  /admin/mode        how it behaves; POST {mode, latency_ms} changes that, POST /admin/reset forgets everything
//
// Modes: normal, declined, expired, slow (45 s), limited (429 at first), unavailable (503), broken (500), dropped (hangs up).
// PAYMENT_MODE and PAYMENT_LATENCY_MS in the environment are how it begins (`services: … start: env:` in parallax.yml).
// A user called user_MODE always meets that mode. Same charge, same id: nothing here is random.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const MODES = ['normal', 'declined', 'expired', 'slow', 'limited', 'unavailable', 'broken', 'dropped'];
const SLOW_MS = 45_000;
const MAX_BODY = 64 * 1024;
/** Parallax runs its clock faster in tests: 45 s are 0.45 s at 0.01. */
const scale = Number(process.env.PARALLAX_CLOCK_SCALE ?? '1');

/** How it behaves from the start, and after a reset. */
const BEGINNING = {
  mode: MODES.includes(process.env.PAYMENT_MODE) ? process.env.PAYMENT_MODE : 'normal',
  latencyMs: Math.max(Number(process.env.PAYMENT_LATENCY_MS) || 0, 0),
};
const state = { ...BEGINNING };
const charges = new Map();
const answers = new Map();
/** Idempotency keys that were told to come back. */
const limited = new Set();

const server = createServer((request, response) => {
  handle(request, response).catch((error) => send(response, 400, failure('invalid_request', error.message)));
});

async function handle(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const route = `${request.method} ${pathname}`;
  if (route === 'GET /health') return send(response, 200, { ready: true });
  if (route === 'GET /admin/mode') return send(response, 200, state);
  if (route === 'POST /admin/mode') return setMode(response, await readBody(request));
  if (route === 'POST /admin/reset') return reset(response);
  if (route === 'POST /v1/charges') return charge(request, response, await readBody(request));
  const charged = request.method === 'GET' && charges.get(pathname.replace('/v1/charges/', ''));
  return charged ? send(response, 200, charged) : send(response, 404, failure('not_found', `no ${route}`));
}

async function charge(request, response, body) {
  const mode = modeOf(body);
  const key = request.headers['idempotency-key'] ?? '';
  const wait = Math.max(state.latencyMs, mode === 'slow' ? SLOW_MS : 0);
  if (wait > 0) await sleep(wait * scale);
  const known = answers.get(key);
  if (key !== '' && known) return send(response, known.status, known.body);
  if (mode === 'dropped') return request.socket.destroy();
  if (mode === 'limited' && !limited.has(key)) {
    limited.add(key);
    return send(response, 429, failure('rate_limit', 'Too many requests'), { 'retry-after': '1' });
  }
  if (mode === 'unavailable')
    return send(response, 503, failure('service_unavailable', 'Down for maintenance'));
  if (mode === 'broken') return send(response, 500, failure('internal_error', 'Something broke'));
  const answer = decide(mode, body);
  if (key !== '') answers.set(key, answer);
  return send(response, answer.status, answer.body);
}

function decide(mode, body) {
  if (mode === 'declined') return { status: 402, body: failure('card_declined', 'The card was declined') };
  if (mode === 'expired') return { status: 402, body: failure('expired_card', 'The card has expired') };
  if (typeof body.amount !== 'number' || body.amount <= 0) {
    return { status: 422, body: failure('invalid_amount', 'The amount must be a number above 0') };
  }
  const id = `ch_${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)}`;
  charges.set(id, {
    id,
    object: 'charge',
    amount: body.amount,
    currency: body.currency,
    status: 'succeeded',
  });
  return { status: 200, body: charges.get(id) };
}

/** The user's own mode, else the one that was set. */
function modeOf(body) {
  const own = String(body.user_id ?? '').replace(/^user_/, '');
  return MODES.includes(own) ? own : state.mode;
}

function setMode(response, body) {
  const { mode = state.mode, latency_ms: latencyMs = state.latencyMs } = body;
  if (!MODES.includes(mode))
    return send(response, 422, failure('unknown_mode', `mode is one of ${MODES.join(', ')}`));
  if (!Number.isFinite(latencyMs) || latencyMs < 0) {
    return send(response, 422, failure('invalid_latency', 'latency_ms is a number of milliseconds'));
  }
  Object.assign(state, { mode, latencyMs });
  return send(response, 200, state);
}

function reset(response) {
  Object.assign(state, BEGINNING);
  for (const memory of [charges, answers, limited]) memory.clear();
  return send(response, 200, state);
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  if (typeof body !== 'object' || body === null) throw new Error('the body must be an object');
  return body;
}

function failure(code, message) {
  return { error: { code, message } };
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

server.listen(Number(process.env.PORT ?? '0'), '127.0.0.1', () => {
  console.log(`payment service on http://127.0.0.1:${server.address().port}`);
});
