import type { DeliveryItem } from '../../nodes/delivery/item';
import type { JsonObject } from '../../nodes/delivery/json';
import type { Result } from '../../nodes/delivery/result';
import { hasResult, reasonIn, withMissing, withResult } from '../../nodes/delivery/result';
import type { ProviderId } from './deliveries';
import { providers } from './deliveries';

const file = { kind: 'download', name: 'a', url: null, size: null } as const;
const item: DeliveryItem = {
	provider: 'browserUse',
	event: 'agent.task.status_update',
	status: 'finished',
	outcome: 'succeeded',
	runId: '../x?y',
	sessionId: 's/1',
	occurredAt: null,
	receivedAt: '2026-01-31T12:00:00.000Z',
	metadata: {},
	output: 'delivered',
	error: null,
	files: [file],
	delivery: { id: 'i', scheme: 's', verified: 'signature', source: 'webhook' },
	payload: {},
};
const nothing: Result = { output: null, error: null, files: [], details: { cost: 1 } };

function resultsOf(id: ProviderId) {
	const { results } = providers[id];
	if (results === undefined) throw new Error(`${id} has no results`);
	return results;
}

const answers = {
	browserUse: (status: string): JsonObject => ({ id: 'x', status }),
	firecrawl: (status: string): JsonObject => ({ status }),
	smartBrowse: (status: string): JsonObject => ({ data: { run_status: status } }),
};

test.each([
	...['error', 'failed', 'finished', 'idle', 'stopped', 'timed_out'].map((status) => ['browserUse', status, true] as const),
	...['cancelled', 'completed', 'failed'].flatMap((status) => (['firecrawl', 'smartBrowse'] as const).map((id) => [id, status, true] as const)),
	['browserUse', 'started', false],
	['firecrawl', 'scraping', false],
	['smartBrowse', 'running', false],
] as const)('%s, %s: has a result = %s', (id, status, has) => {
	const result = resultsOf(id).read(answers[id](status));
	expect(result).toEqual(has ? expect.objectContaining({ error: null, files: [] }) : 'unfinished');
});

test.each([
	['browserUse', {}, ['/api/v2/tasks/..%2Fx%3Fy', '/api/v3/sessions/s%2F1']],
	['browserUse', { runId: 's/1' }, ['/api/v3/sessions/s%2F1']],
	['browserUse', { runId: null, sessionId: null }, []],
	['smartBrowse', {}, ['/smartbrowse/runs/..%2Fx%3Fy']],
	['smartBrowse', { runId: null }, []],
	['firecrawl', { event: 'agent.completed' }, ['/v2/agent/..%2Fx%3Fy']],
	['firecrawl', { event: 'batch_scrape.completed' }, ['/v2/batch/scrape/..%2Fx%3Fy']],
	['firecrawl', { event: 'crawl.completed' }, ['/v2/crawl/..%2Fx%3Fy']],
	['firecrawl', { event: 'extract.completed' }, ['/v2/extract/..%2Fx%3Fy']],
	['firecrawl', { event: 'monitor.page' }, []],
] as const)('%s: an id is one part of a path, of %j', (id, changes, paths) => {
	expect(resultsOf(id).paths({ ...item, ...changes })).toEqual(paths);
});

test("Browser Use: a file's id is one part of a path too", () => {
	expect(resultsOf('browserUse').filePath?.(item, '../f?g')).toBe('/api/v2/files/tasks/..%2Fx%3Fy/output-files/..%2Ff%3Fg');
});

test.each([
	['succeeded', {}, true],
	['failed', { outcome: 'failed' }, true],
	['in an unknown state', { outcome: 'unknown' }, true],
	['under way', { outcome: 'inProgress' }, false],
	['a test', { outcome: 'test' }, false],
	['nameless', { runId: null }, false],
] as const)('a run that is %s has a result: %j', (_name, changes, has) => {
	expect(hasResult({ ...item, ...changes })).toBe(has);
});

test.each([
	['nothing', {}, nothing, { output: 'delivered', error: null, files: [file] }],
	['an output', {}, { ...nothing, output: 0 }, { output: 0 }],
	['an error', {}, { ...nothing, error: 'theirs' }, { error: 'theirs' }],
	['another error', { error: 'delivered' }, { ...nothing, error: 'theirs' }, { error: 'delivered' }],
	['that it went well', { error: 'delivered', outcome: 'succeeded' }, { ...nothing, outcome: 'succeeded' }, { error: null }],
	['that it failed', { error: 'delivered', outcome: 'failed' }, { ...nothing, outcome: 'failed', error: 'theirs' }, { error: 'delivered' }],
	['other files', {}, { ...nothing, files: [{ ...file, name: 'b' }] }, { files: [{ ...file, name: 'b' }] }],
] as const)('the word of the delivery stays where the API says %s', (_name, changes, result, expected) => {
	expect(withResult({ ...item, ...changes }, result)).toMatchObject({ ...expected, result: { cost: 1 } });
});

test.each([
	[null, 'Gone.'],
	['It failed.', 'It failed. Gone.'],
])('what is missing stands behind the error %j', (error, expected) => {
	expect(withMissing({ ...item, error }, 'Gone.').error).toBe(expected);
});

test.each([
	[undefined, null],
	[null, null],
	['', null],
	[false, null],
	[{}, null],
	[[], null],
	['It broke.', 'It broke.'],
	[{ code: 'E1', message: 'It broke.' }, 'It broke.'],
	[{ error: 'It broke.' }, 'It broke.'],
	[{ detail: 'It broke.' }, 'It broke.'],
	[{ code: 'E1', message: '' }, 'E1'],
	[{ code: 7 }, '{"code":7}'],
	[['a', 'b'], '["a","b"]'],
	[7, '7'],
	[{ long: 'x'.repeat(5000) }, `{"long":"${'x'.repeat(991)}…`],
])('the reason in %j', (error, words) => {
	expect(reasonIn(error)).toBe(words);
});

test("the screenshots of a task's steps come newest first", () => {
	const steps = [{ number: 1, screenshotUrl: 'https://files.example/1.png' }, { number: 2, screenshotUrl: null }, { number: 3, screenshotUrl: 'https://files.example/3.png' }];
	expect(providers.browserUse.results?.read({ id: 't', status: 'finished', steps })).toMatchObject({
		files: [{ kind: 'screenshot', url: 'https://files.example/3.png' }, { kind: 'screenshot', url: 'https://files.example/1.png' }],
	});
});
