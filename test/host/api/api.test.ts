import { apiSentence, askApi } from '../../../nodes/host/api/api';
import { newProcess } from '../../../nodes/host/process';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { startResultApis } from '../../standIns/resultApis';
import { startRunLists } from '../../standIns/runLists';
import { triggerContext } from '../triggerContext';

const NOW = Date.parse('2026-01-01T00:00:00Z');

interface Reply {
	readonly status: number;
	readonly headers?: Record<string, string>;
	readonly body?: string;
	readonly delayMs?: number;
}

let api: Awaited<ReturnType<typeof startRunLists>>;

beforeAll(async () => {
	api = await startRunLists({ apiKey: 'key' });
});

afterAll(async () => {
	await api.stop();
});

async function ask(...planned: Reply[]) {
	api.faults.splice(0, api.faults.length, ...planned);
	api.requests.length = 0;
	const waits: number[] = [];
	const { context } = triggerContext({ nodeType: new SkyvernTrigger(), credential: {}, apiHeaders: { 'x-api-key': 'key' } });
	const process = newProcess(() => NOW, async (ms) => void waits.push(ms));
	const answer = await askApi({ context, credentialType: 'skyvernWebhookApi', url: `${api.baseUrl}/v1/runs`, process, timeout: planned.includes(hang) ? 1500 : 20_000 });
	return { answer, waits, asked: api.requests.length };
}

const good = { status: 200, body: '[{"run_id":"tsk_1"}]' };
const hang = { status: 200, delayMs: 10_000 };
const body = [{ run_id: 'tsk_1' }];

test.each([
	['a good answer', [good], { answer: { ok: true, body }, asked: 1, waits: [] }],
	['401', [{ status: 401 }], { answer: { ok: false, reason: 'unauthorized', status: 401 }, asked: 1 }],
	['404', [{ status: 404 }], { answer: { ok: false, reason: 'not_found', status: 404 }, asked: 1 }],
	['422', [{ status: 422 }], { answer: { ok: false, reason: 'unavailable', status: 422 }, asked: 1 }],
	['a redirect', [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }], { answer: { ok: false, reason: 'unavailable', status: 302 }, asked: 1 }],
	['429 with Retry-After', [{ status: 429, headers: { 'retry-after': '7' } }, good], { answer: { ok: true, body }, asked: 2, waits: [7000] }],
	['429 with a Retry-After of an hour', [{ status: 429, headers: { 'retry-after': '3600' } }, good], { answer: { ok: false, reason: 'rate_limited', status: 429 }, asked: 1, waits: [] }],
	['429 with a Retry-After that is a date', [{ status: 429, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' } }, good], { answer: { ok: true }, waits: [9000] }],
	['429 with a Retry-After that is not one', [{ status: 429, headers: { 'retry-after': 'soon' } }, good], { answer: { ok: true }, waits: [1000] }],
	...['-1', '1.5', '2026-01-01', ''].map((value) => [`429 with a Retry-After of ${JSON.stringify(value)}`, [{ status: 429, headers: { 'retry-after': value } }, good], { answer: { ok: true }, waits: [1000] }]),
	['429 for ever', [{ status: 429 }, { status: 429 }, { status: 429 }, good], { answer: { ok: false, reason: 'rate_limited' }, asked: 3 }],
	['5xx for ever', [{ status: 500 }, { status: 502 }, { status: 503 }, good], { answer: { ok: false, reason: 'unavailable', status: 503 }, asked: 3, waits: [1000, 2000] }],
	['5xx once', [{ status: 503 }, good], { answer: { ok: true, body }, asked: 2 }],
	['half a document', [{ status: 200, body: '[{' }], { answer: { ok: false, reason: 'malformed' }, asked: 1 }],
	['a web page', [{ status: 200, body: '<html>' }], { answer: { ok: false, reason: 'malformed' }, asked: 1 }],
	['nothing', [{ status: 200, body: '' }], { answer: { ok: false, reason: 'malformed' }, asked: 1 }],
	['a time-out, then an answer', [hang, good], { answer: { ok: true, body }, asked: 2, waits: [1000] }],
	['time-outs for ever', [hang, hang, hang, good], { answer: { ok: false, reason: 'unavailable' }, asked: 3 }],
	['more than memory should hold', [{ status: 200, body: `"${'x'.repeat(20_000_001)}"` }], { answer: { ok: false, reason: 'too_large' }, asked: 1 }],
] as Array<[string, Reply[], object]>)('%s', async (_name, planned, expected) => {
	expect(await ask(...planned)).toMatchObject(expected);
});

test('every question is a GET with the key of the credential', async () => {
	expect(await ask({ status: 500 })).toMatchObject({ answer: { ok: true, body: [] } });
	expect(api.requests).toEqual(['GET /v1/runs', 'GET /v1/runs']);
});

test('an answer that goes silent ends with the attempt, with its connection', async () => {
	const silent = await startResultApis({ apiKey: 'key' });
	silent.plan('/v1/runs', (_request, response) => {
		response.writeHead(200);
		response.write('[');
	});
	const { context } = triggerContext({ nodeType: new SkyvernTrigger(), credential: {}, apiHeaders: { 'x-api-key': 'key' } });
	const process = newProcess(() => NOW, async () => undefined);
	const answer = await askApi({ context, credentialType: 'skyvernWebhookApi', url: `${silent.baseUrl}/v1/runs`, process, timeout: 300 });
	expect(answer).toEqual({ ok: false, reason: 'unavailable' });
	expect(await Promise.all(silent.requests.map(async ({ ending }) => await ending))).toEqual(['aborted', 'aborted', 'aborted']);
	await silent.stop();
});

test('a failure is a sentence for people', () => {
	expect(apiSentence({ ok: false, reason: 'unauthorized', status: 401 }, 'Skyvern')).toBe(
		'Skyvern refused the API key (HTTP 401). It was revoked, or belongs to another Base URL. Paste a valid key into the credential.',
	);
});
