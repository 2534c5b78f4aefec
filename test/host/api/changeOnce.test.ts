import type { RunRequest } from '../../../nodes/delivery/runs';
import { SmartBrowse } from '../../../nodes/SmartBrowse/SmartBrowse.node';
import { smartBrowseNode } from '../../../nodes/SmartBrowse/smartBrowseRuns';
import { changeOnce } from '../../../nodes/host/api/changeOnce';
import { startApi } from '../../standIns/apiServer';
import { API_KEY, contextOf, NOW } from '../runs/operate';

// The first request waits for n8n's HTTP client to be loaded.
jest.setTimeout(60_000);

const PATH = '/things';
const MATCH = `POST ${PATH}`;
const request: RunRequest = { method: 'POST', path: PATH, body: { name: 'ü', secret: 'hunter2' } };

let api: Awaited<ReturnType<typeof startApi>>;
let heard: () => void = () => undefined;

beforeAll(async () => {
	api = await startApi({
		apiKey: API_KEY,
		keyHeader: 'x-api-key',
		refusal: { detail: 'Invalid API key' },
		answer: () => {
			heard();
			return { status: 201, body: { id: '1' } };
		},
	});
});

beforeEach(() => {
	api.reset();
	heard = () => undefined;
});

afterAll(async () => {
	await api.stop();
});

async function change({ failsWith, baseUrl = api.baseUrl, apiKey = API_KEY, sent = request, timeLimit = (ms: number) => AbortSignal.timeout(ms), signal }: Partial<{ failsWith: Error; baseUrl: string; apiKey: string; sent: RunRequest; timeLimit: (ms: number) => AbortSignal; signal: AbortSignal }> = {}) {
	const context = await contextOf({ nodeType: new SmartBrowse(), runs: smartBrowseNode, baseUrl, apiKey });
	if (failsWith !== undefined) jest.spyOn(context.helpers, 'httpRequestWithAuthentication').mockRejectedValue(failsWith);
	return await changeOnce({ context, credentialType: 'smartBrowseWebhookApi', baseUrl, request: sent, hidden: [], process: { now: () => NOW, timeLimit, wait: async () => undefined }, signal });
}

test('the request goes out as it is, once, with the key of the credential', async () => {
	expect(await change()).toEqual({ ok: true, body: { id: '1' } });
	expect(api.requests).toEqual([{ method: 'POST', path: PATH, body: request.body }]);
});

test('a request without a body has none', async () => {
	await change({ sent: { method: 'DELETE', path: `${PATH}/1?all=true` } });
	expect(api.requests).toEqual([{ method: 'DELETE', path: `${PATH}/1?all=true`, body: undefined }]);
});

const fastApi = { detail: [{ type: 'value_error', loc: ['body', 'name'], msg: 'Too long', input: 'hunter2' }] };

test.each<[name: string, status: number, body: unknown, headers: Record<string, string>, expected: object]>([
	['400', 400, { status: 'error', error: { code: 'invalid_request', message: 'Bad recipe' } }, {}, { reason: 'rejected', status: 400, detail: 'Bad recipe', mayBeDone: false }],
	['401', 401, { detail: 'Invalid API key' }, {}, { reason: 'unauthorized', status: 401, detail: 'Invalid API key', mayBeDone: false }],
	['402', 402, { detail: 'Insufficient credits' }, {}, { reason: 'rejected', status: 402, detail: 'Insufficient credits', mayBeDone: false }],
	['403', 403, {}, {}, { reason: 'unauthorized', status: 403, mayBeDone: false }],
	['404', 404, { detail: 'Session not found' }, {}, { reason: 'not_found', status: 404, detail: 'Session not found', mayBeDone: false }],
	['409', 409, { message: 'Busy' }, {}, { reason: 'rejected', status: 409, detail: 'Busy', mayBeDone: false }],
	['422 names the field, and does not repeat what was sent', 422, fastApi, {}, { reason: 'rejected', status: 422, detail: 'name: Too long', mayBeDone: false }],
	['429', 429, { detail: 'Too many' }, {}, { reason: 'rate_limited', status: 429, detail: 'Too many', mayBeDone: false }],
	['429 that says when', 429, {}, { 'retry-after': '7' }, { reason: 'rate_limited', status: 429, retryAfterMs: 7000, mayBeDone: false }],
	['429 that names a date', 429, {}, { 'retry-after': new Date(NOW + 9000).toUTCString() }, { reason: 'rate_limited', status: 429, retryAfterMs: 9000, mayBeDone: false }],
	['302 is not followed', 302, {}, { location: '/elsewhere' }, { reason: 'redirected', status: 302, mayBeDone: false }],
	['303 says where the answer to what was done is', 303, {}, { location: '/elsewhere' }, { reason: 'redirected', status: 303, mayBeDone: true }],
	['500: who knows', 500, { detail: 'Oops' }, {}, { reason: 'unavailable', status: 500, detail: 'Oops', mayBeDone: true }],
	['503: who knows', 503, {}, { 'retry-after': '3' }, { reason: 'unavailable', status: 503, retryAfterMs: 3000, mayBeDone: true }],
])('%s', async (_name, status, body, headers, expected) => {
	api.planAnswer(MATCH, status, body, headers);
	expect(await change()).toEqual({ ok: false, ...expected });
	expect(api.requests).toHaveLength(1);
});

test('a key that the API does not know', async () => {
	expect(await change({ apiKey: 'another' })).toMatchObject({ ok: false, reason: 'unauthorized', mayBeDone: false });
});

test('one that is nested without end is none', async () => {
	api.planText(MATCH, 502, `${'{"detail":'.repeat(100_000)}"x"${'}'.repeat(100_000)}`);
	expect(await change()).toEqual({ ok: false, reason: 'unavailable', status: 502, mayBeDone: true });
});

test('an explanation without end is cut off', async () => {
	api.planAnswer(MATCH, 400, { detail: 'x'.repeat(1000) });
	expect(await change()).toMatchObject({ detail: `${'x'.repeat(300)}…` });
});

describe('nobody knows whether it was done', () => {
	const unknown = { ok: false, reason: 'unavailable', mayBeDone: true };

	test('when the connection breaks once the API has it', async () => {
		api.planBreak(MATCH);
		expect(await change()).toEqual(unknown);
		expect(api.requests).toHaveLength(1);
	});

	test('when no answer comes in time', async () => {
		const time = new AbortController();
		heard = () => time.abort();
		api.planSilence(MATCH);
		expect(await change({ timeLimit: () => time.signal })).toEqual(unknown);
		expect(api.requests).toHaveLength(1);
	});

	test('when somebody cancels meanwhile', async () => {
		const cancel = new AbortController();
		heard = () => cancel.abort();
		api.planSilence(MATCH);
		expect(await change({ signal: cancel.signal })).toEqual(unknown);
	});

	test('when the answer is not JSON', async () => {
		const web = await startApi({ apiKey: API_KEY, keyHeader: 'x-api-key', refusal: {}, answer: () => ({ status: 200, body: undefined }) });
		web.planText(MATCH, 200, '<html>');
		expect(await change({ baseUrl: web.baseUrl })).toEqual({ ...unknown, status: 200 });
		await web.stop();
	});
});

test('an answer without a body says null', async () => {
	api.planText(MATCH, 204, '');
	expect(await change()).toEqual({ ok: true, body: null });
});

test('an answer behind a byte order mark is read', async () => {
	api.planText(MATCH, 200, '\ufeff{"id":"1"}');
	expect(await change()).toEqual({ ok: true, body: { id: '1' } });
});

test('where nobody listens, nothing was done', async () => {
	const gone = await startApi({ apiKey: API_KEY, keyHeader: 'x-api-key', refusal: {}, answer: () => ({ status: 200, body: {} }) });
	await gone.stop();
	expect(await change({ baseUrl: gone.baseUrl })).toEqual({ ok: false, reason: 'unavailable', mayBeDone: false });
});

test('a host without an address was never reached', async () => {
	expect(await change({ baseUrl: 'http://no-such-host.invalid' })).toEqual({ ok: false, reason: 'unavailable', mayBeDone: false });
});

test('a server that does not speak TLS was asked nothing', async () => {
	expect(await change({ baseUrl: api.baseUrl.replace('http:', 'https:') })).toEqual({ ok: false, reason: 'unavailable', mayBeDone: false });
	expect(api.requests).toEqual([]);
});

test.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
	'a server whose certificate is not trusted, %s, was asked nothing',
	async (code) => {
		expect(await change({ failsWith: Object.assign(new Error('The service was not able to process your request'), { cause: Object.assign(new Error('certificate'), { code }) }) })).toMatchObject({ mayBeDone: false });
	},
);
