import { browserUse } from '../../nodes/BrowserUseTrigger/browserUse';
import { deliveryId } from '../../nodes/delivery/identity';
import type { JsonObject } from '../../nodes/delivery/json';
import { delivery, judged, NOW, request } from '../delivery/deliveries';

const TASK = '5b73fb3f-a3cb-4912-be40-17ce9e9e1a45';
const SESSION = 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4';
const noon = '2026-01-31T12:00:00.000Z';

const frame = {
	provider: 'browserUse',
	event: 'agent.task.status_update',
	status: 'finished',
	outcome: 'succeeded',
	runId: TASK,
	sessionId: SESSION,
	occurredAt: noon,
	receivedAt: '2026-01-31T12:00:07.000Z',
	metadata: {},
	output: null,
	error: null,
	files: [],
};
const proof = { id: expect.stringMatching(/^[0-9a-f]{32}$/), verified: 'signature', source: 'webhook' };
const canonical = 'hmac-sha256 timestamp.canonical-json';
const task = 'agent.task.status_update';

test.each([
	['A', task, 'finished', { delivery: { ...proof, scheme: canonical } }],
	['B', task, 'finished', { metadata: { campaign: 'q4-automation', city: 'Zürich' }, delivery: { ...proof, scheme: canonical } }],
	['C', task, 'finished', { delivery: { ...proof, scheme: 'hmac-sha256 raw-body' } }],
	['B', 'session.status.update', 'running', { event: 'session.status.update', status: 'running', outcome: 'inProgress', runId: SESSION, delivery: { ...proof, scheme: canonical } }],
	['B', 'test', '', { event: 'test', status: null, outcome: 'test', runId: null, sessionId: null, delivery: { ...proof, scheme: canonical } }],
	['A', 'test', '', { event: 'test', status: null, outcome: 'test', runId: null, sessionId: null, delivery: { ...proof, scheme: canonical } }],
])('generation %s, %s %s: every field of the item', async (generation, event, status, fields) => {
	const one = delivery('browserUse', { generation, event, status });
	const settings = { events: [task, 'session.status.update', 'test'] };
	const { verdict } = await judged('browserUse', { request: request(one), now: NOW + 7000, settings });
	expect(verdict).toEqual({ kind: 'accepted', item: { ...frame, ...fields, payload: JSON.parse(one.body.toString()) } });
});

test('with Include Headers, the headers are in the item', async () => {
	const one = delivery('browserUse');
	const extra = { 'x-list': ['a', 'b'], 'set-cookie': ['s'], authorization: 'Basic x', cookie: 'c', 'x-api-key': 'k', 'proxy-authorization': 'p', 'x-none': undefined };
	const { verdict } = await judged('browserUse', { request: request(one, extra), settings: { includeHeaders: true } });
	expect(verdict).toMatchObject({ item: { headers: { ...one.headers, 'x-list': 'a, b' } } });
	if (verdict.kind === 'accepted') expect(Object.keys(verdict.item.headers ?? {}).sort()).toEqual([...Object.keys(one.headers), 'x-list'].sort());
});

test.each([
	['initializing', 'inProgress'], ['created', 'inProgress'], ['started', 'inProgress'], ['running', 'inProgress'], ['paused', 'inProgress'],
	['finished', 'succeeded'], ['idle', 'succeeded'], ['stopped', 'stopped'], ['failed', 'failed'], ['error', 'failed'], ['timed_out', 'failed'],
	['reopened', 'unknown'], ['toString', 'unknown'],
])('the status %s is %s', (status, outcome) => {
	expect(browserUse.read({ task_id: 't', status }, undefined)).toMatchObject({ status, outcome });
});

const bodies: ReadonlyArray<readonly [name: string, body: JsonObject, fields: object]> = [
	['an event of later', { type: 'run.archived', payload: { task_id: 't', status: 'archived' } }, { event: 'run.archived', outcome: 'unknown', runId: 't' }],
	['no type: told by its ids', { payload: { session_id: 's', status: 'idle' } }, { event: 'session.status.update', runId: 's', sessionId: 's' }],
	['a task that is its session, without a type', { session_id: 's', task_id: 's', status: 'idle' }, { event: 'session.status.update', runId: 's', sessionId: 's', occurrence: '1234' }],
	['a task that is its session, called a task', { type: task, payload: { sessionId: 's', taskId: 's', status: 'idle' } }, { event: 'session.status.update', runId: 's', sessionId: 's', occurrence: '1234' }],
	['a task that is its session, in an event of later', { type: 'run.archived', payload: { session_id: 's', task_id: 's' } }, { event: 'run.archived', runId: 's' }],
	['a task without a session', { task_id: 't', status: 'idle' }, { event: task, runId: 't', sessionId: null, sameAs: 'finished', occurrence: '' }],
	['a task called a task that has no id', { type: task, payload: { session_id: 's', status: 'idle' } }, { event: task, runId: 's' }],
	['nothing at all', {}, { event: 'session.status.update', status: null, outcome: 'unknown', runId: null, sessionId: null }],
	['fields of another type', { type: 7, payload: { task_id: 8, status: null, metadata: [] } }, { status: null, runId: null, metadata: {} }],
	['a payload that is no object', { type: 'x', payload: [1], task_id: 't' }, { event: 'x', runId: 't' }],
	['a time in another zone', { timestamp: '2026-01-31T13:00:00+01:00' }, { occurredAt: NOW }],
	['a time that is none: that of the header', { timestamp: 'soon' }, { occurredAt: 1234 }],
	['no time: that of the header', {}, { occurredAt: 1234 }],
	['a test with more in it', { type: 'test', payload: { test: 'ok', more: 1 } }, { event: 'test', outcome: 'test' }],
];

test.each(bodies)('%s', (_name, body, fields) => {
	expect(browserUse.read(body, 1234)).toMatchObject(fields);
});

const idOf = (report: JsonObject, signedAt = 1234) => {
	const event = browserUse.read(report, signedAt);
	if (event === undefined) throw new Error('not a run');
	return deliveryId('browserUse', event, report);
};
const ofTask = (status: string) => ({ session_id: 's', task_id: 't', status });
const ofSession = (status: string) => ({ session_id: 's', status });

test.each([
	...['error', 'failed', 'stopped', 'timed_out'].map((status) => ['the end of a task', ofTask(status), ofTask('stopped')] as const),
	...['finished', 'idle'].map((status) => ['the end of a task', ofTask(status), ofTask('finished')] as const),
	...['error', 'stopped', 'timed_out'].map((status) => ['the end of a session', ofSession(status), { ...ofSession(status), task_id: 's' }] as const),
])('one event, whenever it is signed: %s, %j and %j', (_name, one, other) => {
	expect(idOf(one, 1)).toBe(idOf(other, 2));
});

test.each([
	['a task that finished and one that was stopped', ofTask('finished'), ofTask('stopped')],
	['a session that idled and was stopped, as for one task', ofSession('idle'), ofSession('stopped')],
	['a session that idled twice', ofSession('idle'), ofSession('idle')],
	['a session that idled twice, with itself as the task', { ...ofSession('idle'), task_id: 's' }, { ...ofSession('idle'), task_id: 's' }],
	['a session that ran twice', ofSession('running'), ofSession('running')],
	['a session that was stopped and one that took too long', ofSession('stopped'), ofSession('timed_out')],
	['the ends of a session and of its task', ofSession('stopped'), ofTask('stopped')],
	['a task that was paused twice', ofTask('paused'), ofTask('paused')],
])('two events: %s', (_name, one, other) => {
	expect(idOf(one, 1)).not.toBe(idOf(other, 2));
});
