import type { Settings } from '../../nodes/delivery/judge';
import type { ProviderId } from './deliveries';
import { delivery, deliveryOf, judged, request, wordFor } from './deliveries';

const TASK = '5b73fb3f-a3cb-4912-be40-17ce9e9e1a45';
const SESSION = 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4';

const task = delivery('browserUse');
const session = delivery('browserUse', { event: 'session.status.update', status: 'idle' });
const ping = delivery('browserUse', { event: 'test' });
const later = deliveryOf('browserUse', { type: 'agent.task.replayed', payload: { task_id: TASK, status: 'reopened' } });
const bare = deliveryOf('browserUse', { type: 'agent.task.status_update', payload: { task_id: TASK } });
const tagged = deliveryOf('browserUse', {
	type: 'agent.task.status_update',
	payload: { task_id: TASK, status: 'finished', metadata: { city: 'Zürich', attempt: 7, ok: true, none: null, list: [1, 'a'], empty: '' } },
});
const workflow = delivery('skyvern', { event: 'workflow_run' });
const sample = delivery('skyvern', { event: 'test' });
const recipe = delivery('smartBrowse');

const selecting = (...events: string[]) => ({ events });
const withStatus = (...statuses: string[]) => ({ statuses });
const matching = (id: Settings['ids'][number]['id'], ...values: string[]) => ({ ids: [{ id, values }] });
const having = (...pairs: Array<[string, string]>) => ({ metadata: pairs.map(([key, value]) => ({ key, value })) });

type Row = readonly [name: string, ProviderId, ReturnType<typeof delivery>, Partial<Settings>, word: string];

const rows: readonly Row[] = [
	['no event selected: a task', 'browserUse', task, {}, 'accepted'],
	['no event selected: an event of later', 'browserUse', later, {}, 'accepted'],
	['no event selected: a test', 'browserUse', ping, {}, 'ignored test_ping'],
	['no event selected: a sample run', 'skyvern', sample, {}, 'ignored test_ping'],
	['the event is selected', 'browserUse', task, selecting('agent.task.status_update'), 'accepted'],
	['one of two is selected', 'browserUse', session, selecting('agent.task.status_update', 'session.status.update'), 'accepted'],
	['another event is selected', 'browserUse', session, selecting('agent.task.status_update'), 'ignored event_not_selected'],
	['tests are selected: a task', 'browserUse', task, selecting('test'), 'ignored event_not_selected'],
	['tests are selected: a test', 'browserUse', ping, selecting('test'), 'accepted'],
	['tests are selected: a sample run', 'skyvern', sample, selecting('test'), 'accepted'],
	['other is selected: an event of later', 'browserUse', later, selecting('other'), 'accepted'],
	['other is selected: a task', 'browserUse', task, selecting('other'), 'ignored event_not_selected'],
	['other is selected: a test', 'browserUse', ping, selecting('other'), 'ignored test_ping'],
	['an event of later, by its own name', 'browserUse', later, selecting('agent.task.replayed'), 'ignored event_not_selected'],
	['a workflow run', 'skyvern', workflow, selecting('workflow_run'), 'accepted'],
	['a workflow run where tasks are selected', 'skyvern', workflow, selecting('task_run'), 'ignored event_not_selected'],
	['a prefixed event', 'smartBrowse', delivery('smartBrowse', { generation: 'prefixed' }), selecting('completed'), 'accepted'],

	['the status is selected', 'browserUse', task, withStatus('stopped', 'finished'), 'accepted'],
	['another status is selected', 'browserUse', task, withStatus('stopped'), 'ignored status_not_selected'],
	['a status of later, none selected', 'browserUse', later, {}, 'accepted'],
	['a status of later, some selected', 'browserUse', later, withStatus('finished', 'stopped'), 'ignored status_not_selected'],
	['no status, none selected', 'browserUse', bare, {}, 'accepted'],
	['no status, some selected', 'browserUse', bare, withStatus('finished'), 'ignored status_not_selected'],
	['a test has no status', 'browserUse', ping, { ...selecting('test'), ...withStatus('finished') }, 'accepted'],
	['a sample run passes what is for real runs', 'skyvern', sample, { ...selecting('test'), ...withStatus('failed'), ...matching('runId', 'tsk_1') }, 'accepted'],

	['the task matches', 'browserUse', task, matching('runId', 'other', TASK), 'accepted'],
	['the task does not match', 'browserUse', task, matching('runId', 'other'), 'ignored id_not_matched'],
	['a part of the id', 'browserUse', task, matching('runId', TASK.slice(0, 8)), 'ignored id_not_matched'],
	['no id to match', 'browserUse', task, matching('runId'), 'accepted'],
	['the session matches', 'browserUse', session, matching('sessionId', SESSION), 'accepted'],
	['the task matches, the session does not', 'browserUse', task, { ids: [{ id: 'runId', values: [TASK] }, { id: 'sessionId', values: ['x'] }] }, 'ignored id_not_matched'],
	['a task without the workflow asked for', 'skyvern', delivery('skyvern'), matching('workflowId', 'wpid_1'), 'ignored id_not_matched'],
	['the workflow matches', 'skyvern', workflow, matching('workflowId', 'wpid_490440779503357002'), 'accepted'],
	['the recipe matches', 'smartBrowse', recipe, matching('recipeId', 'm3Yc2tFvN8q'), 'accepted'],
	['the recipe matches but for its case', 'smartBrowse', recipe, matching('recipeId', 'M3YC2TFVN8Q'), 'ignored id_not_matched'],

	['metadata matches', 'browserUse', tagged, having(['city', 'Zürich']), 'accepted'],
	['all metadata matches', 'browserUse', tagged, having(['city', 'Zürich'], ['attempt', '7'], ['ok', 'true'], ['none', 'null'], ['list', '[1,"a"]'], ['empty', '']), 'accepted'],
	['one of two matches', 'browserUse', tagged, having(['city', 'Zürich'], ['attempt', '8']), 'ignored metadata_not_matched'],
	['a part of the value', 'browserUse', tagged, having(['city', 'Zür']), 'ignored metadata_not_matched'],
	['a key that is not there', 'browserUse', tagged, having(['town', '']), 'ignored metadata_not_matched'],
	['a key of every object', 'browserUse', tagged, having(['__proto__', '{}']), 'ignored metadata_not_matched'],
	['no metadata at all', 'browserUse', bare, having(['city', 'Zürich']), 'ignored metadata_not_matched'],
];

test.each(rows)('%s', async (_name, provider, { headers, body }, settings, word) => {
	const { verdict, asked } = await judged(provider, { request: request({ headers, body }), settings });
	expect(wordFor(verdict)).toBe(word);
	// What does not pass leaves no claim, so that a wider filter lets the provider's next try through.
	expect(asked.includes('claim')).toBe(word === 'accepted');
});

test.each([
	['while a person waits', true, { filtered: expect.objectContaining({ events: [], statuses: ['stopped'], event: expect.objectContaining({ status: 'finished' }) }) }],
	['to nobody else', false, {}],
])('the verdict tells what was filtered out %s', async (_name, explain, told) => {
	const { verdict } = await judged('browserUse', { request: request(task), settings: withStatus('stopped'), explain });
	expect(verdict).toEqual({ kind: 'ignored', reason: 'status_not_selected', ...told });
});
