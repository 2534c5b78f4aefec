import type { ChangeFailure } from '../../../nodes/host/api/changeOnce';
import { changeSentence, originOf } from '../../../nodes/host/runs/sentences';
import { sleepers } from './sleepers';

const RESUME_URL = 'https://n8n.example.com/webhook-waiting/7?signature=secret-token';

test.each<[Partial<ChangeFailure>, 'start' | 'stop', string | undefined, RegExp]>([
	[{ mayBeDone: true }, 'start', undefined, /did not answer the request to start a run: .*The run may have begun, and it is not started again by itself/],
	[{ mayBeDone: true }, 'stop', undefined, /did not answer the request to stop a run: .*may have been stopped\. Ask for it with the operation Get/],
	[{ mayBeDone: true, status: 502 }, 'start', undefined, /does not document \(HTTP 502\)\. The run may have begun/],
	[{ mayBeDone: true, status: 200, detail: 'Try later' }, 'start', undefined, /does not document \(HTTP 200\)\. It says: Try later\. The run may have begun/],
	[{ reason: 'unauthorized', status: 403, detail: 'Invalid credentials' }, 'start', undefined, /refused the API key \(HTTP 403\), so the run was not started\. It says: Invalid credentials.*may not start runs\. Paste a valid key/],
	[{ reason: 'rate_limited', status: 429 }, 'start', undefined, /fewer requests \(HTTP 429\), so the run was not started\. Try again later, or start fewer runs at once\.$/],
	[{ reason: 'rate_limited', status: 429, retryAfterMs: 40_000 }, 'start', undefined, /so the run was not started\. Try again in 40 seconds, or start fewer/],
	[{ reason: 'rate_limited', status: 429 }, 'stop', undefined, /so the run tsk_1 was not stopped\. Try again later\.$/],
	[{ reason: 'not_found', status: 404 }, 'start', undefined, /found nothing to start \(HTTP 404\)/],
	[{ reason: 'not_found', status: 404 }, 'stop', undefined, /knows no run with the ID tsk_1 \(HTTP 404\)\. It may belong to another account/],
	[{ reason: 'unavailable' }, 'start', undefined, /could not be reached, so the run was not started/],
	[{ reason: 'rejected', status: 402, detail: 'No credits' }, 'start', RESUME_URL, /wants to be paid before it can start the run \(HTTP 402\)\. It says: No credits\. Add credits/],
	[{ reason: 'rejected', status: 422, detail: 'prompt: Field required' }, 'start', undefined, /refused to start the run \(HTTP 422\)\. It says: prompt: Field required\. Correct what it names\.$/],
	[{ reason: 'rejected', status: 405 }, 'start', undefined, /refused to start the run \(HTTP 405\)\. Check what is to be run, and Base URL in the credential\.$/],
	[{ reason: 'rejected', status: 409, detail: 'Busy' }, 'stop', undefined, /refused to stop the run tsk_1 \(HTTP 409\)\. It says: Busy\.$/],
	[{ reason: 'redirected', status: 302 }, 'start', undefined, /redirect \(HTTP 302\), which is not followed, so the run was not started\. Base URL in the credential may be wrong/],
	[{ mayBeDone: true, status: 500, detail: 'Out of order' }, 'start', undefined, /does not document \(HTTP 500\)\. It says: Out of order\. The run may have begun/],
	[{ reason: 'rejected', status: 422 }, 'start', RESUME_URL, /must be able to reach this n8n at https:\/\/n8n\.example\.com: if it cannot, set Wait By to Asking/],
])('%j, %s', (failure, what, deliverTo, expected) => {
	const sentence = changeSentence({ ok: false, reason: 'unavailable', mayBeDone: false, ...failure }, { runs: sleepers.skyvern.runs, deliverTo, ...(what === 'stop' && { stopping: 'tsk_1' }) });
	expect(sentence).toMatch(expected);
	expect(sentence).toMatch(/^Skyvern [^]*\.$/);
	expect(sentence).not.toContain('secret-token');
});

test.each([
	[RESUME_URL, 'https://n8n.example.com'],
	['no URL', 'its webhook address'],
])('of %s, a message names %s', (url, expected) => {
	expect(originOf(url)).toBe(expected);
});
