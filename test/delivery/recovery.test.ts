import { browserUse } from '../../nodes/BrowserUseTrigger/browserUse';
import { deliveryId } from '../../nodes/delivery/identity';
import type { Json, JsonObject } from '../../nodes/delivery/json';
import type { Provider } from '../../nodes/delivery/provider';
import type { Recovery } from '../../nodes/delivery/recovery';
import { afterLook, reachBackTo, recall, windowOf } from '../../nodes/delivery/recovery';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';

const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;

test.each([
	['after a first activation', { since: NOW - HOUR, lookedAt: NOW - HOUR }, NOW - HOUR],
	['after a look', { since: NOW - 9 * HOUR, lookedAt: NOW - HOUR }, NOW - HOUR - 600_000],
	['after the clock was set back to before it was switched on', { since: NOW + HOUR, lookedAt: NOW + HOUR }, NOW],
	['after the clock was set back to before the last look', { since: NOW - 9 * HOUR, lookedAt: NOW + 9 * HOUR }, NOW - 600_000],
	['after a week off', { since: NOW - 500 * HOUR, lookedAt: NOW - 168 * HOUR }, NOW - 48 * HOUR],
])('a look reaches back to the right time %s', (_name, looks, endedFrom) => {
	expect(windowOf({ ...looks, settledAt: looks.lookedAt }, NOW)).toEqual({
		endedFrom,
		endedUntil: NOW - 10_000,
		startedFrom: endedFrom - 24 * HOUR,
	});
});

const begun = { since: NOW, lookedAt: NOW, settledAt: NOW };

test.each([
	['nothing', undefined, begun],
	['a memory', { since: 5, lookedAt: 7 }, { since: 5, lookedAt: 7, settledAt: 7 }],
	['a memory of runs under way', { since: 5, lookedAt: 7, open: ['a', 7, 'b'] }, { since: 5, lookedAt: 7, settledAt: 7, open: ['a', 'b'], settledOpen: ['a', 'b'] }],
	['a memory of none', { since: 5, lookedAt: 7, open: [] }, { since: 5, lookedAt: 7, settledAt: 7 }],
	['a memory of something else', { since: 5, lookedAt: 7, open: 'a' }, { since: 5, lookedAt: 7, settledAt: 7 }],
	['a memory from the future', { since: 5, lookedAt: NOW + 1 }, begun],
	['a memory in the wrong order', { since: 7, lookedAt: 5 }, begun],
	['something else', { since: 'x', lookedAt: 7 }, begun],
	['not a number', { since: Number.NaN, lookedAt: 7 }, begun],
])('%s is recalled', (_name, kept, expected) => {
	expect(recall(kept, NOW)).toEqual(expected);
});

test('what is kept lags one look behind, and reaches back to what n8n did not take', () => {
	const second = afterLook(afterLook({ since: 0, lookedAt: 10, settledAt: 10 }, 20), 30);
	expect(second).toEqual({ since: 0, lookedAt: 30, settledAt: 20 });
	expect(reachBackTo(second, 15)).toEqual({ since: 0, lookedAt: 15, settledAt: 15 });
});

test('so do the runs that are still under way', () => {
	const first = afterLook({ since: 0, lookedAt: 10, settledAt: 10 }, 20, ['a', 'b']);
	expect(first).toEqual({ since: 0, lookedAt: 20, settledAt: 10, open: ['a', 'b'] });
	const second = afterLook(first, 30, []);
	expect(second).toEqual({ since: 0, lookedAt: 30, settledAt: 20, settledOpen: ['a', 'b'] });
	expect(reachBackTo(second, 15)).toEqual({ ...second, lookedAt: 15, settledAt: 15 });
});

const [recovery] = skyvern.recovery!;
const [tasks] = browserUse.recovery!;

function idOf(provider: Provider, event: ReturnType<Provider['read']>, payload: JsonObject) {
	return deliveryId(provider.id, event!, payload);
}

const recoveredTask = { id: 'task-1', sessionId: 's', status: 'finished', finishedAt: '2026-06-01T00:00:00', metadata: { a: 1 }, output: 'done' };
const wrapped = (type: string, payload: JsonObject) => ({ type, timestamp: '2026-06-01T00:00:07Z', payload });

test.each([
	['Browser Use, flat', browserUse, { session_id: 's', task_id: 'task-1', status: 'finished' }, recoveredTask],
	['Browser Use, wrapped', browserUse, wrapped('agent.task.status_update', { session_id: 's', task_id: 'task-1', status: 'finished' }), recoveredTask],
	['Browser Use, camel case', browserUse, wrapped('agent.task.status_update', { sessionId: 's', taskId: 'task-1', status: 'finished' }), recoveredTask],
	['Browser Use, idle', browserUse, wrapped('agent.task.status_update', { session_id: 's', task_id: 'task-1', status: 'idle' }), recoveredTask],
	['Browser Use, failed, which its delivery calls stopped', browserUse, { session_id: 's', task_id: 'task-1', status: 'stopped' }, { ...recoveredTask, status: 'failed' }],
	['Browser Use, stopped', browserUse, { session_id: 's', task_id: 'task-1', status: 'stopped' }, { ...recoveredTask, status: 'stopped' }],
	['Skyvern, a task', skyvern, { run_id: 'tsk_1', run_type: 'task_v2', status: 'failed' }, { run_id: 'tsk_1', task_run_type: 'task_v2', status: 'failed' }],
	['Skyvern, a workflow', skyvern, { workflow_run_id: 'wr_1', status: 'completed' }, { run_id: 'wr_1', run_type: 'workflow_run', status: 'completed' }],
	['Skyvern, a workflow as the list names it', skyvern, { run_id: 'wr_1', run_type: 'workflow_run', status: 'failed' }, { run_id: 'wr_1', task_run_type: 'workflow_run', status: 'failed' }],
] as Array<[string, Provider, JsonObject, JsonObject]>)('a recovered run is the same event as its delivery: %s', (_name, provider, delivered, recovered) => {
	const byDelivery = idOf(provider, provider.read(delivered, undefined), delivered);
	expect(idOf(provider, provider.recovery![0].read(recovered), recovered)).toBe(byDelivery);
});

test('a run that Skyvern will try again is not over', () => {
	const attempt = { run_id: 'wr_1', run_type: 'workflow_run', status: 'failed', retry_pending: true };
	expect(recovery.read(attempt)).toMatchObject({ status: 'failed', outcome: 'inProgress' });
	expect(recovery.read({ ...attempt, retry_pending: false })).toMatchObject({ outcome: 'failed' });
});

test('other ends, and idle sessions, stay events of their own', () => {
	const task = idOf(browserUse, tasks.read(recoveredTask), recoveredTask);
	for (const body of [
		wrapped('agent.task.status_update', { session_id: 's', task_id: 'task-1', status: 'failed' }),
		wrapped('session.status.update', { session_id: 's', status: 'idle' }),
	]) {
		expect(idOf(browserUse, browserUse.read(body, undefined), body)).not.toBe(task);
	}
});

test('a recovered Browser Use task has the output that its delivery lacks', () => {
	expect(tasks.read(recoveredTask)).toMatchObject({
		event: 'agent.task.status_update',
		status: 'finished',
		outcome: 'succeeded',
		runId: 'task-1',
		sessionId: 's',
		metadata: { a: 1 },
		output: 'done',
		occurredAt: NOW,
	});
});

test.each(['failed', 'finished', 'stopped'])('a Browser Use task that is listed as %s has ended', (status) => {
	const task = { id: 't', status, createdAt: '2026-01-01T00:00:00', startedAt: null, finishedAt: null };
	expect(tasks.listed(task)).toEqual({ id: 't', hasEnded: true, startedAt: Date.UTC(2026, 0, 1), endedAt: undefined });
});

test.each(['completed', 'failed', 'terminated', 'timed_out', 'canceled'])('a Skyvern run that is listed as %s has ended, and is asked for', (status) => {
	expect(recovery.listed({ run_id: 'r', status })).toMatchObject({ id: 'r', hasEnded: true });
	expect(recovery.listPath(1, 100)).toContain(`&status=${status}`);
});

test.each([
	['Browser Use', tasks, { items: [1] }, [1]],
	['Browser Use, an error', tasks, { detail: 'x' }, undefined],
	['Skyvern', recovery, [1], [1]],
	['Skyvern, an error', recovery, { detail: 'x' }, undefined],
] as Array<[string, Recovery, Json, Json[] | undefined]>)('the runs of a page: %s', (_name, { runsOf }, page, runs) => {
	expect(runsOf(page)).toEqual(runs);
});
