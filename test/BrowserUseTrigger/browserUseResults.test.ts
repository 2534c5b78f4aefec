import { browserUseResults } from '../../nodes/BrowserUseTrigger/browserUseResults';
import type { JsonObject } from '../../nodes/delivery/json';

const task = (status: string, more: JsonObject = {}) => ({ id: 't', sessionId: 's', status, ...more });
const session = (status: string, more: JsonObject = {}) => ({ id: 's', status, ...more });

/** The words of TaskStatus (API v2) and BuAgentSessionStatus (API v3) in the types of the npm package browser-use-sdk. */
test.each<[string, JsonObject, string]>([
	['a task that finished', task('finished', { isSuccess: true }), 'succeeded'],
	['a task that finished, without a word on its goal', task('finished', { isSuccess: null }), 'succeeded'],
	['a task that finished without reaching its goal', task('finished', { isSuccess: false }), 'failed'],
	['a task that failed', task('failed', { isSuccess: null }), 'failed'],
	['a task that somebody stopped', task('stopped', { isSuccess: null }), 'stopped'],
	['a task that somebody stopped before its goal', task('stopped', { isSuccess: false }), 'stopped'],
	['a session that stopped after a success', session('stopped', { isTaskSuccessful: true }), 'succeeded'],
	['a session that stopped after a failure', session('stopped', { isTaskSuccessful: false }), 'failed'],
	['a session that somebody stopped', session('stopped', { isTaskSuccessful: null }), 'stopped'],
	['a session that idles after a success', session('idle', { isTaskSuccessful: true }), 'succeeded'],
	['a session that idles after a failure', session('idle', { isTaskSuccessful: false }), 'failed'],
	['a session that idles, perhaps before its first task', session('idle', { isTaskSuccessful: null }), 'unknown'],
	['a session that idles, of an API that does not say', session('idle'), 'succeeded'],
	['a session that waited too long after a success', session('timed_out', { isTaskSuccessful: true }), 'succeeded'],
	['a session that took too long', session('timed_out', { isTaskSuccessful: null }), 'failed'],
	['a session that broke down', session('error', { isTaskSuccessful: true }), 'failed'],
])('the outcome of %s', (_name, answer, outcome) => {
	expect(browserUseResults.read(answer)).toMatchObject({ status: answer.status, outcome, sessionId: answer.sessionId });
});

test.each<[unknown, string | null]>([
	['It broke.', 'It broke.'],
	[{ code: 'E1', message: 'It broke.' }, 'It broke.'],
	[{ at: 1 }, '{"at":1}'],
	['', null],
	[null, null],
])('the error %j in words', (error, words) => {
	expect(browserUseResults.read(session('error', { error } as JsonObject))).toMatchObject({ error: words });
});

test.each<[JsonObject, string | undefined]>([
	[{ detail: 'Session not found' }, 'Browser Use answered with an error instead: Session not found.'],
	[{ error: { message: 'No credits.' } }, 'Browser Use answered with an error instead: No credits.'],
	[{ id: 't' }, undefined],
])('%j is no run', (answer, why) => {
	expect(browserUseResults.read(answer)).toEqual(why === undefined ? undefined : { why });
});

test.each(['created', 'running', 'started', 'dispatching'])('%s has no result yet', (status) => {
	expect(browserUseResults.read(session(status, { isTaskSuccessful: true }))).toBe('unfinished');
});
