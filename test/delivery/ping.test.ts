import type { Call } from './deliveries';
import { credentialWith, CURRENT, delivery, deliveryOf, judged, NOW, PREVIOUS, request, wordFor } from './deliveries';

const flat = { test: 'ok' };
const wrapped = { type: 'test', timestamp: '2026-01-31T12:00:00Z', payload: { test: 'ok' } };

const unsigned = { 'x-browser-use-signature': undefined, 'x-browser-use-timestamp': undefined };
const forged = { 'x-browser-use-signature': 'a'.repeat(64) };
const noSecret = credentialWith('browserUse', '');
const unreadable = async () => await Promise.reject(new Error('no such credential'));
const toTests = { events: ['test'] };

const ping = (body: unknown, headers = {}) => request(deliveryOf('browserUse', body), headers);

/** Browser Use tests a URL before it shows the secret, so what is exactly a test ping is answered in any case. */
const rows: ReadonlyArray<readonly [name: string, call: Call, word: string]> = [
	['unsigned, flat', { request: ping(flat, unsigned) }, 'ignored test_ping'],
	['unsigned, wrapped', { request: ping(wrapped, unsigned) }, 'ignored test_ping'],
	['unsigned, spread over lines', { request: ping(JSON.stringify(wrapped, null, 2), unsigned) }, 'ignored test_ping'],
	['forged', { request: ping(wrapped, forged) }, 'ignored test_ping'],
	['forged, third generation', { request: ping(wrapped, { ...unsigned, 'x-webhook-signature': 'a'.repeat(64) }) }, 'ignored test_ping'],
	['with a malformed signature', { request: ping(wrapped, { 'x-browser-use-signature': 'x' }) }, 'ignored test_ping'],
	['stale', { request: ping(wrapped), now: NOW + 86_400_000 }, 'ignored test_ping'],
	['stale, third generation', { request: request(deliveryOf('browserUse', wrapped, { generation: 'C' })), now: NOW + 86_401_000 }, 'ignored test_ping'],
	['no time, third generation', { request: request(deliveryOf('browserUse', flat, { generation: 'C' })) }, 'ignored test_ping'],
	['no secret yet', { request: ping(wrapped), credential: noSecret }, 'ignored test_ping'],
	['no secret yet, unsigned', { request: ping(flat, unsigned), credential: noSecret }, 'ignored test_ping'],
	['a credential that cannot be read', { request: ping(wrapped), credential: unreadable }, 'ignored test_ping'],
	['settings that cannot be read', { request: ping(wrapped), settings: { reason: 'settings_unreadable', setting: 'Events' } }, 'ignored test_ping'],
	['as long as a ping may be', { request: ping(`{"test":"ok"${' '.repeat(499)}}`, unsigned) }, 'ignored test_ping'],
	['signed, tests not selected', { request: ping(wrapped) }, 'ignored test_ping'],
	['signed with the previous secret', { request: request(deliveryOf('browserUse', wrapped, { secret: PREVIOUS })), credential: credentialWith('browserUse', CURRENT, PREVIOUS), settings: toTests }, 'accepted'],

	['signed and selected', { request: ping(wrapped), settings: toTests }, 'accepted'],
	['signed and selected, flat', { request: ping(flat), settings: toTests }, 'accepted'],
	['signed and selected, third generation', { request: request(deliveryOf('browserUse', wrapped, { generation: 'C' })), settings: toTests }, 'accepted'],
	['selected, but unsigned', { request: ping(wrapped, unsigned), settings: toTests }, 'ignored test_ping'],
	['selected, but forged', { request: ping(wrapped, forged), settings: toTests }, 'ignored test_ping'],
	['selected, but stale', { request: ping(wrapped), settings: toTests, now: NOW + 301_000 }, 'ignored test_ping'],
	['selected, but no secret yet', { request: ping(wrapped), settings: toTests, credential: noSecret }, 'ignored test_ping'],

	['another value', { request: ping({ test: 'no' }, unsigned) }, 'signature_missing'],
	['another value in the payload', { request: ping({ ...wrapped, payload: { test: 'no' } }, unsigned) }, 'signature_missing'],
	['one field more', { request: ping({ ...flat, task_id: 't' }, unsigned) }, 'signature_missing'],
	['one field more in the payload', { request: ping({ ...wrapped, payload: { test: 'ok', task_id: 't' } }, unsigned) }, 'signature_missing'],
	['one field more beside the payload', { request: ping({ ...wrapped, status: 'finished' }, unsigned) }, 'signature_missing'],
	['another type', { request: ping({ ...wrapped, type: 'agent.task.status_update' }, unsigned) }, 'signature_missing'],
	['a time that is no text', { request: ping({ ...wrapped, timestamp: { a: 1 } }, unsigned) }, 'signature_missing'],
	['a payload that is a text', { request: ping({ ...wrapped, payload: 'ok' }, unsigned) }, 'signature_missing'],
	['a hidden __proto__', { request: ping('{"test":"ok","__proto__":{"task_id":"t"}}', unsigned) }, 'signature_missing'],
	['in a list', { request: ping([flat], unsigned) }, 'signature_missing'],
	['too long for a ping', { request: ping(`{"test":"ok"${' '.repeat(500)}}`, unsigned) }, 'signature_missing'],
	['not JSON', { request: { ...ping(flat, unsigned), rawBody: Buffer.from('test') } }, 'signature_missing'],
	['a report of a task, forged', { request: request(delivery('browserUse'), forged) }, 'signature_mismatch'],
	['a report of a task, no secret yet', { request: request(delivery('browserUse')), credential: noSecret }, 'secret_missing'],
];

test.each(rows)('%s', async (_name, call, word) => {
	expect(wordFor((await judged('browserUse', call)).verdict)).toBe(word);
});

test.each(['skyvern', 'smartBrowse', 'firecrawl'] as const)('%s has no ping: the same body is refused', async (provider) => {
	const { headers, body } = deliveryOf('browserUse', flat);
	const { verdict } = await judged(provider, { request: { headers, rawBody: body } });
	expect(verdict.kind).toBe('refused');
});
