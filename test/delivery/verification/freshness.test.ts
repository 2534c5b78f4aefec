import type { ProviderId } from '../deliveries';
import { delivery, deliveryOf, judged, NOW, request, wordFor } from '../deliveries';

const DAY = 86_400;
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

const timestamped = delivery('browserUse');
const untimestamped = delivery('browserUse', { generation: 'C' });
const untimed = deliveryOf('browserUse', { type: 'agent.task.status_update', payload: { taskId: 't', status: 'finished' } }, { generation: 'C' });
const nonsense = deliveryOf('browserUse', { type: 'agent.task.status_update', timestamp: 'soon', payload: { taskId: 't', status: 'finished' } }, { generation: 'C' });
const oldBody = deliveryOf('browserUse', { type: 'agent.task.status_update', timestamp: at(-10 * DAY), payload: { task_id: 't', status: 'finished' } });
const skyvern = (times: object) => deliveryOf('skyvern', { run_id: 'tsk_1', status: 'completed', ...times });
const smartBrowse = (timestamp?: string) => deliveryOf('smartBrowse', { event: 'completed', run_id: 'r', timestamp });

type Row = readonly [name: string, ProviderId, ReturnType<typeof delivery>, later: number, maximumAge: number | undefined, word: string];

/** `later`: by how many seconds our clock is ahead of the delivery's. */
const rows: readonly Row[] = [
	['header, at the end of the window', 'browserUse', timestamped, 300, undefined, 'accepted'],
	['header, behind the window', 'browserUse', timestamped, 301, undefined, 'timestamp_outside_window'],
	['header, at the beginning of the window', 'browserUse', timestamped, -300, undefined, 'accepted'],
	['header, before the window', 'browserUse', timestamped, -301, undefined, 'timestamp_outside_window'],
	['header, own limit', 'browserUse', timestamped, 10, 10, 'accepted'],
	['header, behind the own limit', 'browserUse', timestamped, 11, 10, 'timestamp_outside_window'],
	['header, wider limit', 'browserUse', timestamped, DAY, DAY, 'accepted'],
	['header, no limit', 'browserUse', timestamped, 1000 * DAY, 0, 'accepted'],
	['header, in milliseconds', 'browserUse', delivery('browserUse', { timestamp: String(NOW) }), 300, undefined, 'accepted'],
	['header, in ISO 8601', 'browserUse', delivery('browserUse', { timestamp: at(0) }), 301, undefined, 'timestamp_outside_window'],
	['header counts, not the body', 'browserUse', oldBody, 0, undefined, 'accepted'],

	['body, at the end of the window', 'browserUse', untimestamped, DAY, undefined, 'accepted'],
	['body, behind the window', 'browserUse', untimestamped, DAY + 1, undefined, 'body_outside_window'],
	['body, at the beginning of the window', 'browserUse', untimestamped, -DAY, undefined, 'accepted'],
	['body, before the window', 'browserUse', untimestamped, -DAY - 1, undefined, 'body_outside_window'],
	['body, own limit', 'browserUse', untimestamped, 60, 60, 'accepted'],
	['body, behind the own limit', 'browserUse', untimestamped, 61, 60, 'body_outside_window'],
	['body, no limit', 'browserUse', untimestamped, 1000 * DAY, 0, 'accepted'],
	['body without a time', 'browserUse', untimed, 0, undefined, 'body_time_missing'],
	['body with a time that is none', 'browserUse', nonsense, 0, undefined, 'body_time_missing'],
	['body without a time, no limit', 'browserUse', untimed, 0, 0, 'accepted'],

	['Skyvern: finished at the end of the window', 'skyvern', skyvern({ finished_at: at(0) }), DAY, undefined, 'accepted'],
	['Skyvern: finished behind the window', 'skyvern', skyvern({ finished_at: at(0) }), DAY + 1, undefined, 'body_outside_window'],
	['Skyvern: finished before modified', 'skyvern', skyvern({ finished_at: at(-DAY - 1), modified_at: at(0) }), 0, undefined, 'body_outside_window'],
	['Skyvern: modified', 'skyvern', skyvern({ finished_at: null, modified_at: at(-DAY - 1) }), 0, undefined, 'body_outside_window'],
	['Skyvern: no time', 'skyvern', skyvern({}), 0, undefined, 'accepted'],
	['Skyvern: no limit', 'skyvern', skyvern({ finished_at: at(0) }), 1000 * DAY, 0, 'accepted'],
	['SmartBrowse: at the end of the window', 'smartBrowse', smartBrowse(at(0)), DAY, undefined, 'accepted'],
	['SmartBrowse: behind the window', 'smartBrowse', smartBrowse(at(0)), DAY + 1, undefined, 'body_outside_window'],
	['Firecrawl: a job at the end of the window', 'firecrawl', delivery('firecrawl', { now: NOW + 90_000 }), 7 * DAY, undefined, 'accepted'],
	['Firecrawl: a job behind the window', 'firecrawl', delivery('firecrawl', { now: NOW + 90_000 }), 7 * DAY + 1, undefined, 'body_outside_window'],
	['Firecrawl: a job before the window', 'firecrawl', delivery('firecrawl', { now: NOW + 90_000 }), -7 * DAY - 1, undefined, 'body_outside_window'],
	['Firecrawl: own limit', 'firecrawl', delivery('firecrawl', { now: NOW + 90_000 }), 61, 60, 'body_outside_window'],
	['Firecrawl: an id that tells no time', 'firecrawl', delivery('firecrawl', { runId: '550e8400-e29b-41d4-a716-446655440000' }), 1000 * DAY, undefined, 'accepted'],
	['Skyvern: a time that cannot be read, beside one that is old', 'skyvern', skyvern({ finished_at: 'soon', modified_at: at(-2 * DAY) }), 0, undefined, 'body_outside_window'],
	['SmartBrowse: no time', 'smartBrowse', smartBrowse(), 0, undefined, 'accepted'],
];

test.each(rows)('%s', async (_name, provider, one, later, maximumAge, word) => {
	const { verdict } = await judged(provider, { request: request(one), now: NOW + later * 1000, settings: { maximumAge } });
	expect(wordFor(verdict)).toBe(word);
});

const WEEK = 7 * DAY;

test.each([
	['browserUse', timestamped, WEEK, 0, 'accepted'],
	['browserUse', timestamped, WEEK + 1, 0, 'timestamp_outside_window'],
	['browserUse', timestamped, -WEEK - 1, 0, 'timestamp_outside_window'],
	['browserUse', timestamped, WEEK + 1, 10 * DAY, 'timestamp_outside_window'],
	['browserUse', timestamped, 301, undefined, 'timestamp_outside_window'],
	['skyvern', skyvern({ finished_at: at(0) }), WEEK, 0, 'accepted'],
	['skyvern', skyvern({ finished_at: at(0) }), WEEK + 1, 0, 'body_outside_window'],
	['browserUse', untimed, 0, 0, 'accepted'],
] as const)('while claims count, nothing older than they reach is accepted: %s, %#', async (provider, one, later, maximumAge, word) => {
	const settings = { maximumAge, claimReach: WEEK };
	const { verdict } = await judged(provider, { request: request(one), now: NOW + later * 1000, settings });
	expect(wordFor(verdict)).toBe(word);
});

test.each(['0', 'hours ago', String(NOW / 1000 - 8 * 3600)])("Skyvern's unsigned timestamp header %j is never looked at", async (header) => {
	const { verdict } = await judged('skyvern', { request: request(delivery('skyvern'), { 'x-skyvern-timestamp': header }) });
	expect(verdict.kind).toBe('accepted');
});

test('the refusal says how far off and in which direction', async () => {
	const late = await judged('browserUse', { request: request(timestamped), now: NOW + 412_000 });
	const early = await judged('browserUse', { request: request(untimestamped), now: NOW - 100_000, settings: { maximumAge: 60 } });
	expect(late.verdict).toMatchObject({ refusal: { ageSeconds: 412, limitSeconds: 300 } });
	expect(early.verdict).toMatchObject({ refusal: { ageSeconds: -100, limitSeconds: 60 } });
});
