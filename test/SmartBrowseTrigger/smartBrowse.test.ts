import type { JsonObject } from '../../nodes/delivery/json';
import { sentenceFor } from '../../nodes/delivery/sentences/sentences';
import { smartBrowse } from '../../nodes/SmartBrowseTrigger/smartBrowse';
import { CURRENT, delivery, deliveryOf, judged, NOW, request } from '../delivery/deliveries';

const frame = {
	provider: 'smartBrowse',
	event: 'completed',
	status: 'completed',
	outcome: 'succeeded',
	runId: 'k7Xb9dRmQ2p',
	recipeId: 'm3Yc2tFvN8q',
	occurredAt: '2026-01-31T11:59:59.000Z',
	receivedAt: '2026-01-31T12:00:07.000Z',
	metadata: {},
	output: null,
	error: null,
	files: [],
	delivery: { id: expect.stringMatching(/^[0-9a-f]{32}$/), scheme: 'shared-header', verified: 'sharedHeader', source: 'webhook' },
};

test.each([
	['short', 'completed', {}],
	['prefixed', 'completed', {}],
	['prefixed', 'failed', { event: 'failed', status: 'failed', outcome: 'failed', error: 'target page did not load within timeout' }],
	['short', 'cancelled', { event: 'cancelled', status: 'cancelled', outcome: 'stopped' }],
])('%s, %s: every field of the item', async (generation, status, fields) => {
	const one = delivery('smartBrowse', { generation, event: status, status });
	const { verdict } = await judged('smartBrowse', { request: request(one), now: NOW + 7000 });
	expect(verdict).toEqual({ kind: 'accepted', item: { ...frame, ...fields, payload: JSON.parse(one.body.toString()) } });
});

test.each(['X-Hook-Token', ' X-Hook-Token '])('with Include Headers, the secret header %j stays out, and Authorization too', async (headerName) => {
	const one = delivery('smartBrowse', { headerName: 'X-Hook-Token' });
	const credential = { headerName, headerValue: one.headers['x-hook-token'] };
	const { verdict } = await judged('smartBrowse', { request: request(one, { 'x-trace': '1', authorization: 'Basic x' }), credential, settings: { includeHeaders: true } });
	expect(verdict).toMatchObject({ kind: 'accepted', item: { headers: { 'content-type': 'application/json', 'x-trace': '1' } } });
	for (const secret of [one.headers['x-hook-token'], 'Basic x']) expect(JSON.stringify(verdict)).not.toContain(secret);
});

test('with Include Headers, what proxies copy and add stays out too', async () => {
	const one = delivery('smartBrowse', { headerName: 'X-Hook' });
	const secret = String(one.headers['x-hook']);
	const credential = { headerName: 'X-Hook', headerValue: ` ${secret}` };
	const added = { 'x-original-hook': `was ${secret}`, 'x-forwarded-authorization': 'a', 'x-auth-token': 'b', 'api-key': 'c', 'set-cookie': 'd', 'client-secret': 'e', 'x-request-id': '1' };
	const { verdict } = await judged('smartBrowse', { request: request(one, added), credential, settings: { includeHeaders: true } });
	expect(verdict).toHaveProperty('item.headers', { 'content-type': 'application/json', 'x-request-id': '1' });
});

test('a secret that stands in Header Name is not repeated', async () => {
	const credential = { headerName: 'MySuperSecretToken123456', headerValue: 'Authorization' };
	const { verdict } = await judged('smartBrowse', { request: request(delivery('smartBrowse')), credential });
	if (verdict.kind !== 'refused') throw new Error('not refused');
	const { message, description } = sentenceFor(verdict.refusal);
	expect(message).toBe('The header that Header Name in the credential names is missing');
	expect(description).not.toMatch(/supersecret/i);
});

describe('the name of the header', () => {
	const arriving = async (headerName: string, headers: Record<string, string>) => {
		const { verdict } = await judged('smartBrowse', { request: request(delivery('smartBrowse'), { authorization: undefined, ...headers }), credential: { headerName, headerValue: CURRENT }, explain: true });
		if (verdict.kind !== 'refused') throw new Error(verdict.kind);
		return { refusal: JSON.stringify(verdict.refusal), sentence: Object.values(sentenceFor(verdict.refusal)).join('. ') };
	};

	test.each([
		'3f2c9a1e-7b4d-4c6a-9f10-2d8e5b7c1a34',
		'sk_live_abcdefghijkl',
		'wsg_live_AbCdEf',
		'ghp_abcdef',
		'hunter2',
		'tr0ub4dor-3',
		'MySuperSecretToken123456',
		'qwertyuiopasdfghjklzxcvbnm',
		'correct-horse-battery-staple',
		'a-b-c-d-e-f-token',
		'x-3f2c9a1e7b4d',
		'x-abcdefghijklmnopqrstuvwxyz',
		'x-abcdefghijkl-abcdefghijkl-abcdefghijkl-token',
		CURRENT,
	])('%s, which may be a secret, is named nowhere', async (secret) => {
		const arrivals: Array<Record<string, string>> = [{}, { [secret.toLowerCase()]: 'other' }, { 'x-hook': CURRENT }, { 'my-very-own-4711': CURRENT }];
		for (const headers of arrivals) {
			const { refusal, sentence } = await arriving(secret, headers);
			expect((refusal + sentence).toLowerCase()).not.toContain(secret.toLowerCase());
			expect(sentence).toContain('that Header Name in the credential names');
			expect(sentence).not.toMatch(/undefined|4711/);
		}
	});

	test.each(['Authorization', 'Proxy-Authorization', 'X-Hook-Token', 'X-API-Key', 'X-N8N-Secret', 'SmartBrowse-Signature', 'X-SmartBrowse', 'Token', 'api-key'])('%s is named', async (name) => {
		expect((await arriving(name, {})).sentence).toContain(name.toLowerCase());
		expect((await arriving(name, { 'x-other-token': CURRENT })).sentence).toContain(`x-other-token instead of ${name.toLowerCase()}`);
	});
});

const bodies: ReadonlyArray<readonly [name: string, body: JsonObject, fields: object]> = [
	['no status: that of the event', { event: 'smartbrowse.failed' }, { event: 'failed', status: 'failed', outcome: 'failed' }],
	['a status other than the event', { event: 'completed', status: 'failed' }, { event: 'completed', status: 'failed', outcome: 'failed' }],
	['an event of later', { event: 'smartbrowse.paused', status: 'paused' }, { event: 'paused', status: 'paused', outcome: 'unknown' }],
	['the prefix is taken off once', { event: 'smartbrowse.smartbrowse.x' }, { event: 'smartbrowse.x' }],
	['no recipe', { event: 'completed' }, { recipeId: null }],
	['a time that is none', { event: 'completed', timestamp: 'soon' }, { occurredAt: undefined }],
];

test.each(bodies)('%s', (_name, body, fields) => {
	expect(smartBrowse.read({ run_id: 'r', ...body }, undefined)).toMatchObject(fields);
});

test.each([{ event: 'completed' }, { run_id: 'r' }, { run_id: 7, event: 'completed' }, {}])('%j reports nothing about a run', async (body) => {
	const { verdict } = await judged('smartBrowse', { request: request(deliveryOf('smartBrowse', body)) });
	expect(verdict).toEqual({ kind: 'ignored', reason: 'no_run' });
});
