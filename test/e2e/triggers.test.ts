import { gzipSync } from '../gzip';
import type { Trigger } from './harness';
import { addTrigger, bringUp, deliver, pause, PROVIDERS, signed, TRIGGERS } from './harness';

jest.setTimeout(240_000);

let n8n: Awaited<ReturnType<typeof bringUp>>;

beforeAll(async () => {
	n8n = await bringUp();
});

afterAll(async () => {
	await n8n?.stop();
});

const firstStatus = { browserUse: 'finished', skyvern: 'completed', smartBrowse: 'completed', firecrawl: 'completed' };

/** What the trigger emits for the sample delivery, beside the times and the payload. */
const expectedItem = {
	browserUse: {
		provider: 'browserUse',
		event: 'agent.task.status_update',
		status: 'finished',
		outcome: 'succeeded',
		runId: 'run-1',
		sessionId: 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4',
		metadata: { campaign: 'q4-automation', city: 'Zürich' },
		output: null,
		error: null,
		files: [],
		delivery: { scheme: 'hmac-sha256 timestamp.canonical-json', verified: 'signature', source: 'webhook' },
	},
	skyvern: {
		provider: 'skyvern',
		event: 'task_run',
		status: 'completed',
		outcome: 'succeeded',
		runId: 'run-1',
		sessionId: null,
		workflowId: null,
		metadata: {},
		output: { title: 'Antirender — café', price: 1299.99 },
		error: null,
		files: [
			{ kind: 'download', name: 'report.pdf', url: 'https://files.example/report.pdf', size: 1024 },
			{ kind: 'recording', name: 'recording', url: 'https://files.example/recording.webm', size: null },
			{ kind: 'screenshot', name: 'screenshot_1', url: 'https://files.example/last.png', size: null },
			{ kind: 'screenshot', name: 'screenshot_2', url: 'https://files.example/first.png', size: null },
		],
		delivery: { scheme: 'hmac-sha256 raw-body', verified: 'signature', source: 'webhook' },
	},
	smartBrowse: {
		provider: 'smartBrowse',
		event: 'completed',
		status: 'completed',
		outcome: 'succeeded',
		runId: 'run-1',
		recipeId: 'm3Yc2tFvN8q',
		metadata: {},
		output: null,
		error: null,
		files: [],
		delivery: { scheme: 'shared-header', verified: 'sharedHeader', source: 'webhook' },
	},
	firecrawl: {
		provider: 'firecrawl',
		event: 'crawl.completed',
		status: 'completed',
		outcome: 'unknown',
		runId: 'run-1',
		metadata: { project: 'prices', city: 'Zürich' },
		output: null,
		error: null,
		files: [],
		delivery: { scheme: 'hmac-sha256 raw-body', verified: 'signature', source: 'webhook' },
	},
};

describe.each(PROVIDERS)('%s', (provider) => {
	let trigger: Trigger;
	let url: string;
	let accepted = 0;

	beforeAll(async () => {
		trigger = await addTrigger(n8n.client, provider, { parameters: { statuses: [firstStatus[provider]] } });
		url = `${n8n.baseUrl}/${trigger.path}`;
	});

	test('an accepted delivery becomes one item, as its page says', async () => {
		const delivery = signed(provider, { runId: 'run-1' });
		const answer = await deliver(url, delivery);
		accepted += 1;
		expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } });
		const [execution] = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1 });
		const items = await n8n.client.outputOf(execution.id, trigger.triggerName);
		expect(items).toHaveLength(1);
		const { occurredAt, receivedAt, delivery: how, payload, ...rest } = items[0];
		expect(rest).toEqual({ ...expectedItem[provider], delivery: undefined });
		expect(how).toEqual({ ...expectedItem[provider].delivery, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
		expect(payload).toEqual(JSON.parse(delivery.body.toString()));
		// An id that the test made up tells no time.
		for (const time of provider === 'firecrawl' ? [receivedAt] : [occurredAt, receivedAt]) expect(new Date(time).toISOString()).toBe(time);
		expect(await n8n.client.outputOf(execution.id, 'Summary')).toHaveLength(1);
	});

	test('a body that was compressed on the way, and a large one, are accepted', async () => {
		const plain = signed(provider, { runId: 'run-gzip' });
		const zipped = { headers: { ...plain.headers, 'content-encoding': 'gzip' }, body: gzipSync(plain.body) };
		expect(await deliver(url, zipped)).toMatchObject({ status: 200, body: { status: 'accepted' } });
		const sample = JSON.parse(signed(provider, { runId: 'run-large' }).body.toString());
		const sized = (bytes: number) => signed(provider, { body: Buffer.from(JSON.stringify({ ...sample, filler: 'é'.repeat(bytes / 2) })) });
		// A signature over canonical JSON is only looked for in bodies up to 256,000 bytes.
		const isPrinted = provider === 'browserUse';
		expect(await deliver(url, sized(isPrinted ? 250_000 : 5_000_000))).toMatchObject({ status: 200, body: { status: 'accepted' } });
		if (isPrinted) expect(await deliver(url, sized(5_000_000))).toMatchObject({ status: 413, body: { status: 'refused', reason: 'body_too_large' } });
		accepted += 2;
		await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: accepted });
	});

	test('a delivery whose headers came twice, joined with commas, is accepted', async () => {
		const { headers, body } = signed(provider, { runId: 'run-twice' });
		const twice = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}, ${value}`]));
		expect(await deliver(url, { headers: twice, body })).toMatchObject({ status: 200, body: { status: 'accepted' } });
		accepted += 1;
		await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: accepted });
	});

	test('what must not start the workflow gets the right answer', async () => {
		const good = signed(provider, { runId: 'run-2' });
		const answers = {
			filtered: await deliver(url, signed(provider, { runId: 'run-3', status: provider === 'browserUse' ? 'started' : 'failed' })),
			repeated: await deliver(url, signed(provider, { runId: 'run-1' })),
			forged: await deliver(url, signed(provider, { runId: 'run-4', secret: 'another secret' })),
			stale: await deliver(url, signed(provider, { now: Date.now() - 8 * 86_400_000 })),
			unsigned: await deliver(url, { headers: { 'content-type': 'application/json' }, body: good.body }),
			wrongType: await deliver(url, { ...good, headers: { ...good.headers, 'content-type': 'text/plain' } }),
			empty: await deliver(url, { ...good, body: Buffer.alloc(0) }),
			malformed: await deliver(url, { ...good, body: good.body.subarray(0, -1) }),
		};
		const refused = { status: 401, body: { status: 'refused' } };
		expect(answers).toMatchObject({
			filtered: { status: 200, body: { status: 'ignored', reason: 'status_not_selected' } },
			repeated: { status: 200, body: { status: 'duplicate' } },
			forged: refused,
			stale: refused,
			unsigned: refused,
			wrongType: { status: 415, body: { status: 'refused', reason: 'content_type_not_json' } },
			empty: { status: 400, body: { status: 'refused', reason: 'body_missing' } },
			// n8n itself parses JSON before the node runs.
			malformed: { status: 422 },
		});
		for (const name of ['forged', 'stale', 'unsigned'] as const) expect(answers[name].body).toEqual({ status: 'refused' });
	});

	test('a test delivery is answered and starts nothing', async () => {
		if (provider === 'smartBrowse' || provider === 'firecrawl') {
			// They have none: what comes closest is a body that names no run.
			const body = Buffer.from('{"event":"test"}');
			expect(await deliver(url, signed(provider, { body }))).toMatchObject({ status: 200, body: { reason: 'no_run' } });
			return;
		}
		const test = signed(provider, { event: 'test', ...(provider === 'skyvern' && { runId: 'tsk_sample_1' }) });
		expect(await deliver(url, test)).toMatchObject({ status: 200, body: { status: 'ignored', reason: 'test_ping' } });
	});

	test('without its credential, the provider is asked to try again', async () => {
		await n8n.client.deleteCredential(trigger.credentialId);
		const answer = await deliver(url, signed(provider, { runId: 'run-6' }));
		expect(answer).toMatchObject({ status: 503, body: { status: 'unavailable' } });
		expect(answer.headers['retry-after']).toBe('60');
	});

	test('the database holds one execution for each accepted delivery, and none that failed', async () => {
		await pause(500);
		expect(await n8n.database().executionCounts({ workflowId: trigger.workflowId })).toEqual({ success: accepted });
	});
});

test('Firecrawl: a job that is not signed comes in by the header that it was given, and none without it', async () => {
	const headerValue = 'Bearer 0f8e7d6c5b4a39281706f5e4d3c2b1a0';
	const { credential } = TRIGGERS.firecrawl;
	const trigger = await addTrigger(n8n.client, 'firecrawl', { credential: { ...credential, headerName: 'X-Webhook-Token', headerValue } });
	const url = `${n8n.baseUrl}/${trigger.path}`;
	const sent = signed('firecrawl', { runId: 'run-header', headerName: 'X-Webhook-Token', secret: headerValue });
	expect(await deliver(url, { ...sent, headers: { ...sent.headers, 'x-webhook-token': `${headerValue}1` } })).toMatchObject({ status: 401 });
	expect(await deliver(url, { ...sent, headers: { ...sent.headers, 'x-firecrawl-signature': `sha256=${'0'.repeat(64)}` } })).toMatchObject({ status: 401 });
	expect(await deliver(url, sent)).toMatchObject({ status: 200, body: { status: 'accepted' } });
	expect(await deliver(url, signed('firecrawl', { runId: 'run-header' }))).toMatchObject({ status: 200, body: { status: 'duplicate' } });
	const [execution] = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1 });
	expect(await n8n.client.outputOf(execution.id, trigger.triggerName)).toMatchObject([{ runId: 'run-header', delivery: { verified: 'sharedHeader', scheme: 'shared-header' } }]);
	expect(n8n.logText()).not.toContain(headerValue);
});

test('refusals are in the log with their reason, and no secret is', () => {
	const log = n8n.logText();
	for (const reason of ['signature_mismatch', 'shared_header_mismatch', 'timestamp_outside_window', 'credential_unavailable']) {
		expect(log).toContain(`(reason: ${reason})`);
	}
	for (const secret of n8n.secrets) expect(log).not.toContain(secret);
});
