import type { IWebhookFunctions } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { newProcess } from '../../../nodes/host/process';
import { readBody } from '../../../nodes/host/webhook/readBody';
import { receiveDelivery } from '../../../nodes/host/webhook/receiveDelivery';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import type { ProviderId } from '../../delivery/deliveries';
import { credentialWith, CURRENT, delivery, NOW, PREVIOUS, providers } from '../../delivery/deliveries';
import { webhookContext } from './webhookContext';

/** n8n's real reader is in test/e2e/bodies.test.ts; here are the moments that it cannot be brought to. */
const never = async () => await new Promise<void>(() => undefined);

type Reader = (request: ReturnType<IWebhookFunctions['getRequestObject']>) => Promise<void>;

const types = { browserUse: BrowserUseTrigger, skyvern: SkyvernTrigger, smartBrowse: SmartBrowseTrigger };

function unread(id: ProviderId & keyof typeof types, reader: Reader, headers: Record<string, unknown> = {}) {
	let reads = 0;
	const genuine = delivery(id);
	const made = webhookContext({
		nodeType: new types[id](),
		credential: credentialWith(id, CURRENT),
		headers: { ...genuine.headers, 'content-type': 'application/cloudevents+json', ...headers },
		rawBody: undefined,
		readRawBody: async () => {
			reads += 1;
			await reader(made.context.getRequestObject());
		},
	});
	return { ...made, genuine, reads: () => reads };
}

const timeLimits: AbortController[] = [];
const limited = () => newProcess(() => NOW, async () => undefined, (ms) => {
	expect(ms).toBe(30_000);
	timeLimits.push(new AbortController());
	return timeLimits[timeLimits.length - 1].signal;
});

test.each(['browserUse', 'skyvern', 'smartBrowse'] as const)('%s: a body that n8n left unread is read once and accepted', async (id) => {
	const { context, genuine, reads } = unread(id, async (request) => {
		request.rawBody = genuine.body;
	});
	const { workflowData } = await receiveDelivery(context, providers[id], limited());
	expect(workflowData).toHaveLength(1);
	expect(reads()).toBe(1);
});

const cases: ReadonlyArray<readonly [string, ProviderId & keyof typeof types, Record<string, unknown>, number]> = [
	['another content type', 'skyvern', { 'content-type': 'application/octet-stream' }, 415],
	['no signature', 'skyvern', { 'x-skyvern-signature': undefined }, 401],
	['a malformed signature', 'skyvern', { 'x-skyvern-signature': 'f'.repeat(63) }, 401],
	['a time that is past', 'browserUse', { 'x-browser-use-timestamp': String(NOW / 1000 - 3600) }, 401],
	['a wrong shared header', 'smartBrowse', { authorization: PREVIOUS }, 401],
	['no shared header', 'smartBrowse', { authorization: undefined }, 401],
];

test.each(cases)('%s: refused without reading the body', async (_name, id, headers, status) => {
	const { context, response, reads } = unread(id, never, headers);
	expect(await receiveDelivery(context, providers[id], limited())).toEqual({ noWebhookResponse: true });
	expect([response.statusCode, reads()]).toEqual([status, 0]);
});

test.each<[string, unknown, number, string]>([
	['a body above the limit', Object.assign(new Error('request entity too large'), { type: 'entity.too.large' }), 413, 'body_over_limit'],
	['a length that does not fit', Object.assign(new Error('request size did not match content length'), { type: 'request.size.invalid' }), 400, 'body_unreadable'],
	['a corrupt compression', new Error('incorrect header check'), 400, 'body_unreadable'],
	['what is no error at all', undefined, 400, 'body_unreadable'],
])('n8n fails with %s', async (_name, error, status, reason) => {
	const { context, request, response, logged } = unread('skyvern', async () => await Promise.reject(error));
	expect(await receiveDelivery(context, providers.skyvern, limited())).toEqual({ noWebhookResponse: true });
	expect([response.statusCode, response.body]).toEqual([status, { status: 'refused', reason }]);
	expect(logged).toEqual([expect.stringContaining(`(reason: ${reason})`)]);
	expect(request.isPaused()).toBe(false);
	expect(request.readableFlowing).toBe(true);
});

test('n8n reads, and there is no body', async () => {
	const { context, response } = unread('skyvern', async () => undefined);
	await receiveDelivery(context, providers.skyvern, limited());
	expect(response.body).toEqual({ status: 'refused', reason: 'body_missing' });
});

describe('a reader that would wait for ever', () => {
	async function give(up: (made: ReturnType<typeof unread>) => void) {
		const made = unread('skyvern', async (request) => {
			request.on('data', () => undefined);
			await never();
		});
		const verdict = receiveDelivery(made.context, providers.skyvern, limited());
		for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
		expect(made.reads()).toBe(1);
		up(made);
		expect(await verdict).toEqual({ noWebhookResponse: true });
		expect(made.response.body).toEqual({ status: 'refused', reason: 'body_unreadable' });
		return made.request;
	}

	test('ends when the sender hangs up', async () => {
		await give(({ request }) => {
			request.complete = false;
			request.emit('close');
		});
	});

	test('ends when the time is up, and nothing more is kept', async () => {
		const request = await give(() => timeLimits[timeLimits.length - 1].abort());
		expect(request.listenerCount('data')).toBe(0);
	});
});

test.each([false, true])('a sender that closes the connection after its last byte (%s) has sent its body; nothing is left listening', async (closes) => {
	const { context, request, genuine } = unread('skyvern', async () => undefined);
	const { signal } = new AbortController();
	const removed = jest.spyOn(signal, 'removeEventListener');
	const bytes = readBody(Object.assign(context.getRequestObject(), { rawBody: genuine.body }), signal);
	if (closes) request.emit('close');
	expect(await bytes).toBe(genuine.body);
	expect(request.listenerCount('close')).toBe(0);
	expect(removed).toHaveBeenCalledTimes(1);
});
