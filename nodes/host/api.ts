import type { IDataObject, IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { Json } from '../delivery/json';

/** One GET at a provider's API, with the node's credential. It reads; nothing here can change anything. */
export interface ApiCall {
	readonly context: ITriggerFunctions | IExecuteFunctions;
	readonly credentialType: string;
	/** Complete, with its query. */
	readonly url: string;
	/** Resolves after that many milliseconds; tests need not wait. */
	readonly wait?: (ms: number) => Promise<void>;
	/** Milliseconds for each attempt. */
	readonly timeout?: number;
}

export type ApiAnswer = { readonly ok: true; readonly body: Json } | ApiFailure;

export interface ApiFailure {
	readonly ok: false;
	readonly reason: 'not_found' | 'unauthorized' | 'rate_limited' | 'unavailable' | 'malformed' | 'too_large';
	readonly status?: number;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 20_000;
const LONGEST_WAIT_MS = 30_000;
/** In characters. A page of a hundred runs with their outputs stays well below. */
const LONGEST_BODY = 20_000_000;
const WORTH_ANOTHER_TRY: ReadonlyArray<number | undefined> = [undefined, 408, 425, 429];

/** Asks at most three times; whatever goes wrong is an answer, never an exception. */
export async function askApi(call: ApiCall): Promise<ApiAnswer> {
	const { wait = sleep } = call;
	for (let attempt = 1; ; attempt += 1) {
		const { answer, retryAfterMs } = await askOnce(call);
		if (answer.ok || attempt === ATTEMPTS || !isPassing(answer)) return answer;
		await wait(Math.min(retryAfterMs ?? 1000 * 2 ** (attempt - 1), LONGEST_WAIT_MS));
	}
}

function isPassing({ reason, status }: ApiFailure): boolean {
	return reason !== 'malformed' && reason !== 'too_large' && (WORTH_ANOTHER_TRY.includes(status) || (status ?? 0) >= 500);
}

async function askOnce({ context, credentialType, url, timeout = TIMEOUT_MS }: ApiCall): Promise<{ answer: ApiAnswer; retryAfterMs?: number }> {
	let response: { statusCode?: unknown; headers?: IDataObject; body?: unknown };
	try {
		response = (await context.helpers.httpRequestWithAuthentication.call(context, credentialType, {
			method: 'GET',
			url,
			headers: { accept: 'application/json' },
			// As text: this way the JSON of a wrong type or size is ours to judge.
			encoding: 'text',
			timeout,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as typeof response;
	} catch {
		// A time-out, a broken connection, or a credential that cannot be read just now.
		return { answer: { ok: false, reason: 'unavailable' } };
	}
	const status = typeof response.statusCode === 'number' ? response.statusCode : undefined;
	if (status !== 200) {
		return { answer: { ok: false, reason: reasonOf(status), status }, retryAfterMs: retryAfter(response.headers?.['retry-after']) };
	}
	return { answer: parse(response.body, status) };
}

function parse(text: unknown, status: number): ApiAnswer {
	if (typeof text !== 'string') return { ok: false, reason: 'malformed', status };
	if (text.length > LONGEST_BODY) return { ok: false, reason: 'too_large', status };
	try {
		return { ok: true, body: JSON.parse(text) as Json };
	} catch {
		return { ok: false, reason: 'malformed', status };
	}
}

function reasonOf(status: number | undefined): ApiFailure['reason'] {
	if (status === 401 || status === 403) return 'unauthorized';
	if (status === 404) return 'not_found';
	if (status === 429) return 'rate_limited';
	return 'unavailable';
}

/** Seconds, or the date after which to come back: RFC 9110, 10.2.3. */
function retryAfter(header: unknown): number | undefined {
	if (typeof header !== 'string' || header === '') return undefined;
	const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
	return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}

/** What happened, the likely cause and the next step, for a log line or the editor. */
export function apiSentence({ reason, status }: ApiFailure, label: string): string {
	const answered = status === undefined ? '' : ` (HTTP ${status})`;
	switch (reason) {
		case 'unauthorized':
			return `${label} refused the API key${answered}. It was revoked, or belongs to another Base URL. Paste a valid key into the credential.`;
		case 'rate_limited':
			return `${label} asks for fewer requests${answered}. Other programs may be using the same API key. Nothing is to be done unless it lasts.`;
		case 'not_found':
			return `${label} has nothing at this address${answered}. Base URL in the credential may be wrong.`;
		case 'malformed':
			return `${label} answered something that is not what its API documents${answered}. Base URL in the credential may point to another service.`;
		case 'too_large':
			return `${label} answered more than n8n should hold in memory${answered}.`;
		case 'unavailable':
			return `${label} could not be reached${answered}. Its API or the network may be down for a while.`;
	}
}
