import { deflateSync, gzipSync } from '../gzip';
import type { Trigger } from './harness';
import { addTrigger, bringUp, deliver, idle, pause, signed } from './harness';
import { sendRaw } from './rawRequest';

jest.setTimeout(240_000);

/** More than the megabyte that this n8n reads. */
const OVERSIZED = 2_000_000;
const N8N_PAYLOAD_SIZE_MAX = '1';

const accepted = [200, { status: 'accepted' }] as const;
const notJson = [415, { status: 'refused', reason: 'content_type_not_json' }] as const;
const refused = (status: number, reason: string) => [status, { status: 'refused', reason }] as const;
const unverified = [401, { status: 'refused' }] as const;
/** n8n's own answers, before it asks the node. */
const unparsed = [422, { code: 422 }] as const;
const failed = [500, { code: 0 }] as const;

type Delivery = ReturnType<typeof signed>;
type Answer = Awaited<ReturnType<typeof deliver>>;

let number = 0;

/** A genuine delivery of another run each time, with other headers beside the signature, and its bytes changed afterwards or before. */
function skyvern(headers: Record<string, string>, onTheWay: (body: Buffer) => Buffer = (body) => body, sent: (body: Buffer) => Buffer = (body) => body): Delivery {
	const { body } = signed('skyvern', { runId: `run-${number++}` });
	const delivery = signed('skyvern', { body: sent(body) });
	return { headers: { ...delivery.headers, ...headers }, body: onTheWay(delivery.body) };
}

const type = (contentType: string, encoding?: string) => ({ 'content-type': contentType, ...(encoding !== undefined && { 'content-encoding': encoding }) });
const padded = (body: Buffer) => Buffer.concat([body, Buffer.alloc(OVERSIZED, ' ')]);
const withBom = (body: Buffer) => Buffer.concat([Buffer.from('\uFEFF'), body]);
const inUtf16 = (body: Buffer) => Buffer.from(body.toString(), 'utf16le');
const nothing = () => Buffer.alloc(0);
const malformed = (body: Buffer) => body.subarray(0, -1);
const spoiled = (body: Buffer) => gzipSync(body).fill(0xff, 20, 30);
const cut = (body: Buffer) => gzipSync(body).subarray(0, -20);

const JSON_TYPE = 'application/json';
const PLUS_JSON = 'application/cloudevents+json';

const cases: ReadonlyArray<readonly [string, () => Delivery, readonly [number, object]]> = [
	['JSON', () => skyvern(type(JSON_TYPE)), accepted],
	['JSON with its charset', () => skyvern(type(`${JSON_TYPE}; charset=UTF-8`)), accepted],
	['JSON said twice', () => skyvern(type(`${JSON_TYPE}, ${JSON_TYPE}`)), accepted],
	['JSON with a charset that n8n does not know', () => skyvern(type(`${JSON_TYPE}; charset=iso-8859-1`)), unparsed],
	['JSON with another charset than it has', () => skyvern(type(`${JSON_TYPE}; charset=utf-16le`)), unparsed],
	['JSON in UTF-16', () => skyvern(type(`${JSON_TYPE}; charset=utf-16le`), undefined, inUtf16), refused(400, 'body_not_json')],
	['JSON, gzip', () => skyvern(type(JSON_TYPE, 'gzip'), gzipSync), accepted],
	['JSON, deflate', () => skyvern(type(JSON_TYPE, 'deflate'), deflateSync), accepted],
	['JSON behind a byte order mark', () => skyvern(type(JSON_TYPE), undefined, withBom), accepted],
	['JSON, empty', () => skyvern(type(JSON_TYPE), nothing), refused(400, 'body_missing')],
	['JSON, malformed', () => skyvern(type(JSON_TYPE), undefined, malformed), unparsed],
	['JSON, corrupt gzip', () => skyvern(type(JSON_TYPE, 'gzip'), spoiled), failed],
	['JSON, oversized', () => skyvern(type(JSON_TYPE), undefined, padded), failed],

	['+json', () => skyvern(type(PLUS_JSON)), accepted],
	['+json said twice', () => skyvern(type(`${PLUS_JSON}, ${PLUS_JSON}`)), accepted],
	['+json with a charset that n8n does not know', () => skyvern(type(`${PLUS_JSON}; charset=iso-8859-1`)), accepted],
	['+json in UTF-16', () => skyvern(type(`${PLUS_JSON}; charset=utf-16le`), undefined, inUtf16), refused(400, 'body_not_json')],
	['+json, gzip', () => skyvern(type(PLUS_JSON, 'gzip'), gzipSync), accepted],
	['+json, deflate', () => skyvern(type(PLUS_JSON, 'deflate'), deflateSync), accepted],
	['+json behind a byte order mark', () => skyvern(type(PLUS_JSON), undefined, withBom), accepted],
	['+json, empty', () => skyvern(type(PLUS_JSON), nothing), refused(400, 'body_missing')],
	['+json, malformed', () => skyvern(type(PLUS_JSON), undefined, malformed), refused(400, 'body_not_json')],
	['+json, corrupt gzip', () => skyvern(type(PLUS_JSON, 'gzip'), spoiled), refused(400, 'body_unreadable')],
	['+json, gzip without its end', () => skyvern(type(PLUS_JSON, 'gzip'), cut), refused(400, 'body_unreadable')],
	['+json, oversized', () => skyvern(type(PLUS_JSON), undefined, padded), refused(413, 'body_over_limit')],
	['+json, oversized when it is unpacked', () => skyvern(type(PLUS_JSON, 'gzip'), gzipSync, padded), refused(413, 'body_over_limit')],
	['+json, oversized and unsigned: not read', () => ({ headers: type(PLUS_JSON), body: padded(nothing()) }), unverified],

	['text', () => skyvern(type('text/plain')), notJson],
	['text, oversized', () => skyvern(type('text/plain'), undefined, padded), failed],
	['a form', () => skyvern(type('application/x-www-form-urlencoded')), notJson],
	['a form in parts', () => skyvern(type('multipart/form-data; boundary=x'), () => Buffer.from('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n')), notJson],
	['bytes', () => skyvern(type('application/octet-stream')), notJson],
	['bytes, oversized: not read', () => skyvern(type('application/octet-stream'), padded), notJson],
	['bytes, corrupt gzip: not read', () => skyvern(type('application/octet-stream', 'gzip'), spoiled), notJson],
	['without a type, oversized: not read', () => ({ headers: {}, body: padded(nothing()) }), notJson],
];

/** How n8n evaluates expressions decides what a request costs, and must decide nothing else. */
const engines = [
	['on its defaults', {}],
	['that builds isolates late', { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true' }],
	['on its legacy engine', { N8N_EXPRESSION_ENGINE: 'legacy' }],
] as const;

describe.each(engines)('n8n %s', (_engine, env) => {
	let n8n: Awaited<ReturnType<typeof bringUp>>;
	let trigger: Trigger;
	let url: string;
	const answers: Answer[] = [];

	beforeAll(async () => {
		n8n = await bringUp({ ...env, N8N_PAYLOAD_SIZE_MAX });
		trigger = await addTrigger(n8n.client, 'skyvern', { parameters: { statuses: ['completed'] } });
		url = `${n8n.baseUrl}/${trigger.path}`;
	});

	afterAll(async () => {
		await n8n?.stop();
	});

	test.each(cases)('%s', async (_name, delivery, [status, body]) => {
		const answer = await deliver(url, delivery());
		answers.push(answer);
		expect(answer).toMatchObject({ status, body });
	});

	test('an oversized +json body in chunks hears its answer, and the next one is read', async () => {
		expect(await sendRaw(url, skyvern(type(PLUS_JSON), undefined, padded), 'in chunks')).toEqual({ status: 413, body: { status: 'refused', reason: 'body_over_limit' } });
		answers.push(await deliver(url, skyvern(type(PLUS_JSON))));
		expect(answers.at(-1)).toMatchObject({ status: 200, body: { status: 'accepted' } });
	});

	test.each(['plain', 'gzip'])('a +json body whose sender hangs up, %s: refused, and nobody waits for the rest', async (encoding) => {
		const refusals = () => n8n.logText().split('(reason: body_unreadable)').length;
		// The log admits a few refusals a minute of one kind and node.
		const { path } = await addTrigger(n8n.client, 'skyvern');
		const before = refusals();
		const delivery = skyvern(type(PLUS_JSON, encoding === 'gzip' ? 'gzip' : undefined), encoding === 'gzip' ? gzipSync : undefined);
		expect(await sendRaw(`${n8n.baseUrl}/${path}`, delivery, 'cut off')).toEqual({ status: 0, body: undefined });
		while (refusals() === before) await pause(50);
	});

	test('a wrong shared header is refused before the body is read', async () => {
		const { path } = await addTrigger(n8n.client, 'smartBrowse');
		const { headers, body } = signed('smartBrowse');
		const sent = { headers: { ...headers, ...type(PLUS_JSON) }, body: padded(body) };
		expect(await deliver(`${n8n.baseUrl}/${path}`, { ...sent, headers: { ...sent.headers, authorization: 'Bearer other' } })).toMatchObject({ status: 401 });
		expect(await deliver(`${n8n.baseUrl}/${path}`, sent)).toMatchObject({ status: 413 });
		expect(await deliver(`${n8n.baseUrl}/${path}`, { ...sent, body })).toMatchObject({ status: 200, body: { status: 'accepted' } });
	});

	test('the database holds one execution for each accepted delivery, and none that failed', async () => {
		await idle(n8n, trigger.workflowId);
		const started = answers.filter(({ body }) => body.status === 'accepted').length;
		expect(await n8n.database().executionCounts({ workflowId: trigger.workflowId })).toEqual({ success: started });
	});
});
