import { deliveryId } from '../../nodes/delivery/identity';
import type { JsonObject } from '../../nodes/delivery/json';
import { newProcess } from '../../nodes/host/process';
import { receiveDelivery } from '../../nodes/host/webhook/receiveDelivery';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';
import { SkyvernTrigger } from '../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { credentialWith, CURRENT, delivery, deliveryOf, judged, NOW, request } from '../delivery/deliveries';
import { webhookContext } from '../host/webhook/webhookContext';

const run = 'wr_490440779503358000';
const download = { kind: 'download', name: 'report.pdf', url: 'https://files.example/report.pdf', size: 1024 };
const recording = { kind: 'recording', name: 'recording', url: 'https://files.example/recording.webm', size: null };
const screenshots = ['last', 'first'].map((name, index) => ({ kind: 'screenshot', name: `screenshot_${index + 1}`, url: `https://files.example/${name}.png`, size: null }));

const frame = {
	provider: 'skyvern',
	event: 'task_run',
	status: 'completed',
	outcome: 'succeeded',
	runId: 'tsk_v2_490440779503357994',
	sessionId: null,
	workflowId: null,
	occurredAt: '2026-01-31T11:59:58.000Z',
	receivedAt: '2026-01-31T12:00:07.000Z',
	metadata: {},
	output: { title: 'Antirender — café', price: 1299.99 },
	error: null,
	files: [download, recording, ...screenshots],
	delivery: { id: expect.stringMatching(/^[0-9a-f]{32}$/), scheme: 'hmac-sha256 raw-body', verified: 'signature', source: 'webhook' },
};
const failed = { status: 'failed', outcome: 'failed', error: 'The page did not load.' };

test.each([
	['code', 'task_run', 'completed', {}],
	['documents', 'task_run', 'failed', failed],
	['code', 'workflow_run', 'failed', { ...failed, event: 'workflow_run', runId: run, workflowId: 'wpid_490440779503357002' }],
	['old', 'task_run', 'completed', { files: [] }],
	['code', 'attempt', 'failed', { ...failed, event: 'attempt', outcome: 'inProgress', runId: run, workflowId: 'wpid_490440779503357002' }],
	['code', 'test', 'completed', { event: 'test', outcome: 'test', runId: 'tsk_sample_1', sessionId: 'pbs_sample_123456' }],
])('%s, %s %s: every field of the item', async (generation, event, status, fields) => {
	const one = delivery('skyvern', { generation, event, status });
	const { verdict } = await judged('skyvern', { request: request(one), now: NOW + 7000, settings: { events: [...skyvern.events] } });
	expect(verdict).toEqual({ kind: 'accepted', item: { ...frame, ...fields, payload: JSON.parse(one.body.toString()) } });
});

test.each([
	['completed', 'succeeded'], ['failed', 'failed'], ['terminated', 'failed'], ['timed_out', 'failed'], ['canceled', 'stopped'],
	['created', 'inProgress'], ['queued', 'inProgress'], ['running', 'inProgress'], ['paused', 'inProgress'], ['archived', 'unknown'],
])('the status %s is %s', (status, outcome) => {
	expect(skyvern.read({ run_id: 'tsk_1', status }, undefined)).toMatchObject({ status, outcome });
});

const bodies: ReadonlyArray<readonly [name: string, body: JsonObject, fields: object]> = [
	['the body of old: a task', { task_id: 'tsk_1', extracted_information: [1] }, { event: 'task_run', runId: 'tsk_1', output: [1] }],
	['the body of old: a workflow', { workflow_run_id: 'wr_1' }, { event: 'workflow_run', runId: 'wr_1' }],
	['today: both ids', { run_id: 'wr_1', workflow_run_id: 'wr_2', run_type: 'workflow_run' }, { event: 'workflow_run', runId: 'wr_1' }],
	['a task inside a workflow', { run_id: 'tsk_1', workflow_run_id: 'wr_2', run_type: 'task_v2' }, { event: 'task_run', runId: 'tsk_1' }],
	['a type of run of later', { run_id: 'x', run_type: 'yutori_navigator' }, { event: 'task_run' }],
	['a sample of a workflow', { run_id: 'wr_sample_9' }, { event: 'test', outcome: 'test' }],
	['a sample of a run that the caller chose', { run_id: 'tsk_test_123', run_type: 'task_v1', browser_session_id: 'pbs_sample_123456' }, { event: 'test', outcome: 'test', runId: 'tsk_test_123' }],
	['a sample of an agent', { run_id: 'wr_1', run_type: 'workflow_run', workflow_id: 'wpid_sample_123' }, { event: 'test', outcome: 'test' }],
	['a sample that is sent again later', { run_id: 'tsk_sample_9', finished_at: '2026-01-31T12:00:00' }, { occurrence: String(Date.UTC(2026, 0, 31, 12)) }],
	['the permanent id as the id', { run_id: 'wr_1', workflow_id: 'wpid_1' }, { workflowId: 'wpid_1' }],
	['the permanent id in the request', { run_id: 'wr_1', run_request: { workflow_id: 'wpid_1' } }, { workflowId: 'wpid_1' }],
	['a first attempt', { run_id: 'wr_1', attempt: 1 }, { occurrence: '' }],
	['a second attempt', { run_id: 'wr_1', attempt: 2 }, { occurrence: '2' }],
	['an attempt that is not the last', { run_id: 'wr_1', run_type: 'workflow_run', status: 'failed', attempt: 1, retry_pending: true }, { event: 'attempt', status: 'failed', outcome: 'inProgress', occurrence: '1' }],
	['a last attempt', { run_id: 'wr_1', run_type: 'workflow_run', status: 'failed', attempt: 1, retry_pending: false }, { event: 'workflow_run', outcome: 'failed', occurrence: '' }],
	['what looks like a pending attempt', { run_id: 'wr_1', retry_pending: 'true' }, { event: 'task_run', outcome: 'succeeded' }],
	['the body of old: a task that runs as a workflow', { task_id: 'tsk_v2_1', workflow_run_id: 'wr_1', workflow_permanent_id: 'wpid_1' }, { event: 'task_run', runId: 'tsk_v2_1', workflowId: 'wpid_1' }],
	['the body of later: an agent', { agent_run_id: 'wr_1', agent_id: 'wpid_1' }, { event: 'workflow_run', runId: 'wr_1', workflowId: 'wpid_1' }],
	['an agent in the request', { run_id: 'wr_1', run_request: { agent_id: 'wpid_1' } }, { workflowId: 'wpid_1' }],
	['the id of a version', { run_id: 'wr_1', workflow_id: 'w_1' }, { workflowId: null }],
	['an id that does not begin like that of a sample', { run_id: 'x_tsk_sample_1' }, { event: 'task_run', outcome: 'succeeded' }],
	['an output of today before that of old', { run_id: 'x', output: 'new', extracted_information: 'old' }, { output: 'new' }],
	['an output of null', { run_id: 'x', output: null, extracted_information: 'old' }, { output: 'old' }],
	['outputs of a workflow', { workflow_run_id: 'wr_1', output: null, outputs: { a: 1 } }, { output: { a: 1 } }],
	['outputs of a workflow, before', { workflow_run_id: 'wr_1', payload: { a: 1 } }, { output: { a: 1 } }],
	['an output of false', { run_id: 'x', output: false }, { output: false }],
	['a reason before the errors', { run_id: 'x', failure_reason: 'why', errors: [{ reasoning: 'no' }] }, { error: 'why' }],
	['a reason as an object', { run_id: 'x', failure_reason: { code: 'E1', message: 'why' } }, { error: 'why' }],
	['a reason that says nothing, and errors', { run_id: 'x', failure_reason: {}, errors: ['no'] }, { error: 'no' }],
	['errors with a reasoning', { run_id: 'x', errors: [{ reasoning: 'one', error_code: 'E1' }, { error_code: 'E2' }] }, { error: 'one; E2' }],
	['errors as texts and otherwise', { run_id: 'x', errors: ['one', { a: 1 }, null, 7] }, { error: 'one; {"a":1}; null; 7' }],
	['no errors', { run_id: 'x', errors: [] }, { error: null }],
	['errors that are no list', { run_id: 'x', errors: 'none' }, { error: null }],
	['UTC without a zone', { run_id: 'x', finished_at: '2026-01-31T12:00:00.160725' }, { occurredAt: NOW + 160 }],
	['files of the code', { run_id: 'x', downloaded_files: [{ url: 'https://a', filename: 'a.pdf', file_size: 3 }] }, { files: [{ kind: 'download', name: 'a.pdf', url: 'https://a', size: 3 }] }],
	['files of the documents', { run_id: 'x', downloaded_files: [{ presigned_url: 'https://b', file_name: 'b.pdf', s3_uri: 's3://b' }] }, { files: [{ kind: 'download', name: 'b.pdf', url: 'https://b', size: null }] }],
	['files that tell nothing', { run_id: 'x', downloaded_files: [null, { file_size: '3' }] }, { files: [{ name: 'download', url: null, size: null }, { name: 'download', url: null, size: null }] }],
	['files that are no list', { run_id: 'x', downloaded_files: {}, screenshot_urls: 'x', recording_url: 7 }, { files: [] }],
];

test.each(bodies)('%s', (_name, body, fields) => {
	expect(skyvern.read({ status: 'completed', ...body }, undefined)).toMatchObject(fields);
});

test.each<[string, JsonObject]>([
	['a request for a one-time code', { task_id: 'tsk_1', totp_identifier: 'me@example.com' }],
	['no run', { status: 'completed' }],
	['a run that is no text', { run_id: 7, status: 'completed' }],
	['an empty status', { run_id: 'tsk_1', status: '' }],
])('reports nothing about a run: %s', (_name, body) => {
	expect(skyvern.read(body, undefined)).toBeUndefined();
});

const pending = { run_id: 'wr_1', run_type: 'workflow_run', status: 'failed', retry_pending: true };
const idOf = (body: JsonObject) => {
	const event = skyvern.read(body, undefined);
	if (event === undefined) throw new Error('not a run');
	return deliveryId('skyvern', event, body);
};

test.each<[string, JsonObject, JsonObject]>([
	['one attempt and the next', { ...pending, attempt: 1 }, { ...pending, attempt: 2 }],
	['an attempt and the same as the last one', { ...pending, attempt: 1 }, { ...pending, attempt: 1, retry_pending: false }],
	['a second attempt and the same as the last one', { ...pending, attempt: 2 }, { ...pending, attempt: 2, retry_pending: false }],
	['no number: when the next one begins', { ...pending, next_attempt_at: '2026-01-31T12:01:00' }, { ...pending, next_attempt_at: '2026-01-31T12:09:00' }],
	['no number: when it ended', { ...pending, finished_at: '2026-01-31T12:00:00' }, { ...pending, finished_at: '2026-01-31T12:05:00' }],
	['no number: how many there were', { ...pending, attempts: [{}] }, { ...pending, attempts: [{}, {}] }],
	['no number, and the last one', pending, { ...pending, retry_pending: false }],
	['a test of a run, and the run', { ...pending, retry_pending: false, browser_session_id: 'pbs_sample_1' }, { ...pending, retry_pending: false }],
])('two events: %s', (_name, one, other) => {
	expect(idOf(one)).not.toBe(idOf(other));
	expect(idOf(one)).toBe(idOf({ ...one }));
});

describe('as the node comes', () => {
	const here = newProcess(() => NOW, async () => undefined);

	async function receive(body: JsonObject, parameters = {}) {
		const { headers, body: rawBody } = deliveryOf('skyvern', body);
		const { context, response } = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentialWith('skyvern', CURRENT), headers, rawBody, parameters });
		const { webhookResponse } = await receiveDelivery(context, skyvern, here);
		return webhookResponse ?? response.body;
	}

	test('an attempt that is not the last starts nothing, unless it is selected', async () => {
		expect(await receive(pending)).toEqual({ status: 'ignored', reason: 'event_not_selected' });
		expect(await receive(pending, { events: ['attempt'] })).toEqual({ status: 'accepted' });
		expect(await receive({ ...pending, retry_pending: false })).toEqual({ status: 'accepted' });
	});

	test('a test delivery starts nothing, and leaves the run whose id it borrows its claim', async () => {
		const run = { run_id: 'tsk_test_123', run_type: 'task_v1', status: 'completed' };
		const sample = { ...run, browser_session_id: 'pbs_sample_123456' };
		expect(await receive(sample)).toEqual({ status: 'ignored', reason: 'test_ping' });
		expect(await receive(sample, { events: [] })).toEqual({ status: 'ignored', reason: 'test_ping' });
		expect(await receive(sample, { events: ['test'] })).toEqual({ status: 'accepted' });
		expect(await receive(run)).toEqual({ status: 'accepted' });
	});
});
