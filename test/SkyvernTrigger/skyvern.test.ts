import type { JsonObject } from '../../nodes/delivery/json';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';
import { delivery, judged, NOW, request } from '../delivery/deliveries';

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
	sessionId: 'pbs_490440779503357001',
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
	['old', 'task_run', 'completed', { sessionId: null, files: [] }],
	['code', 'test', 'completed', { event: 'test', outcome: 'test', runId: 'tsk_sample_1' }],
])('%s, %s %s: every field of the item', async (generation, event, status, fields) => {
	const one = delivery('skyvern', { generation, event, status });
	const { verdict } = await judged('skyvern', { request: request(one), now: NOW + 7000, settings: { events: ['task_run', 'workflow_run', 'test'] } });
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
	['a sample that is sent again later', { run_id: 'tsk_sample_9', finished_at: '2026-01-31T12:00:00' }, { occurrence: String(Date.UTC(2026, 0, 31, 12)) }],
	['the permanent id as the id', { run_id: 'wr_1', workflow_id: 'wpid_1' }, { workflowId: 'wpid_1' }],
	['the permanent id in the request', { run_id: 'wr_1', run_request: { workflow_id: 'wpid_1' } }, { workflowId: 'wpid_1' }],
	['a first attempt', { run_id: 'wr_1', attempt: 1 }, { occurrence: '' }],
	['a second attempt', { run_id: 'wr_1', attempt: 2 }, { occurrence: '2' }],
	['the id of a version', { run_id: 'wr_1', workflow_id: 'w_1' }, { workflowId: null }],
	['an id that does not begin like that of a sample', { run_id: 'x_tsk_sample_1' }, { event: 'task_run', outcome: 'succeeded' }],
	['an output of today before that of old', { run_id: 'x', output: 'new', extracted_information: 'old' }, { output: 'new' }],
	['an output of null', { run_id: 'x', output: null, extracted_information: 'old' }, { output: 'old' }],
	['an output of false', { run_id: 'x', output: false }, { output: false }],
	['a reason before the errors', { run_id: 'x', failure_reason: 'why', errors: [{ reasoning: 'no' }] }, { error: 'why' }],
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
