// @ts-check
const { startApi } = require('./apiServer');

/** @typedef {{ kind: 'task' | 'run' | 'session', id: string, sessionId: string, body: any, statuses: string[], createdAt: number, looks: number }} Run */

/** CreateTaskRequest in index.d.ts, RunCreateRequest in v4.d.ts of the npm package browser-use-sdk. */
const MEMBERS = {
	task: 'task llm startUrl maxSteps structuredOutput sessionId metadata secrets allowedDomains opVaultId sessionSettings highlightElements flashMode thinking thinkingLevel vision systemPromptExtension judge judgeGroundTruth judgeLlm skillIds'.split(' '),
	run: 'task model modelParams sessionId workspaceId browserSettings agentmail attachedFileIds secretBindings judge maxCostUsd'.split(' '),
};
const ENDED = ['finished', 'failed', 'stopped', 'completed', 'cancelled', 'error', 'timed_out'];
const OUTPUT = [{ name: 'Blue mug', price: 12.5 }, { name: 'Tasse à café', price: 9.99 }];

/**
 * The three APIs of Browser Use, as the types of its SDK have them: a start, how a run stands, in many words and in few, its stop, the lists.
 * Each look at a run brings it to its next status, the last of which stays.
 * @param {{ apiKey: string, now?: () => number }} options
 */
async function startBrowserUseApi({ apiKey, now = Date.now }) {
	/** @type {Map<string, Run>} */
	const runs = new Map();
	/** @type {((run: Run) => void) | undefined} */
	let onStart;
	let script = { task: ['created', 'started', 'finished'], run: ['queued', 'running', 'completed'] };

	/** @param {'task' | 'run' | 'session'} kind @param {any} body @param {string[]} statuses */
	const begin = (kind, body, statuses) => {
		const number = String(runs.size + 1).padStart(12, '0');
		const sessionId = body.sessionId ?? `5e550000-0000-4000-8000-${number}`;
		const id = kind === 'session' ? sessionId : `${kind === 'task' ? '7a5c' : '4e04'}0000-0000-4000-8000-${number}`;
		/** @type {Run} */
		const run = { kind, id, sessionId, body, statuses: [...statuses], createdAt: now(), looks: 0 };
		runs.set(id, run);
		onStart?.(run);
		return run;
	};
	/** @param {Run} run */
	const status = (run) => run.statuses[0];
	/** @param {Run} run */
	const look = (run) => {
		run.looks += 1;
		if (run.statuses.length > 1) run.statuses.shift();
		return status(run);
	};
	const naive = (/** @type {number} */ time) => new Date(time).toISOString().replace('Z', '000');
	const iso = (/** @type {number} */ time) => new Date(time).toISOString();

	/** Whole, as the API hands it out. */
	const whole = {
		/** TaskView. @param {Run} run */
		task: (run) => ({
			id: run.id,
			sessionId: run.sessionId,
			llm: 'browser-use-2.0',
			task: run.body.task,
			status: status(run),
			createdAt: naive(run.createdAt),
			startedAt: naive(run.createdAt),
			finishedAt: ENDED.includes(status(run)) ? naive(run.createdAt + 2000) : null,
			metadata: run.body.metadata ?? {},
			steps: [],
			output: status(run) === 'finished' ? JSON.stringify(OUTPUT) : null,
			outputFiles: [],
			isSuccess: status(run) === 'finished' ? true : null,
			judgement: null,
			judgeVerdict: null,
			cost: '0.0425',
		}),
		/** RunSummary. @param {Run} run */
		run: (run) => ({
			id: run.id,
			task: run.body.task,
			title: 'Mugs',
			model: 'gpt-5.6-luna',
			contextLimit: 200_000,
			status: status(run),
			result: status(run) === 'completed' ? 'A blue mug costs 12.50.' : null,
			error: status(run) === 'failed' ? 'The page did not load' : null,
			sessionId: run.sessionId,
			workspaceId: null,
			judgement: null,
			totalInputTokens: 100,
			totalOutputTokens: 10,
			totalCostUsd: '0.0125',
			createdAt: iso(run.createdAt),
			updatedAt: iso(run.createdAt + 2000),
		}),
		/** SessionResponse. @param {Run} run */
		session: (run) => ({
			id: run.id,
			status: status(run),
			model: 'claude-opus-4.7',
			output: 'The title',
			stepCount: 3,
			isTaskSuccessful: status(run) === 'stopped' ? true : null,
			recordingUrls: [],
			totalCostUsd: '0.0125',
			screenshotUrl: null,
			createdAt: iso(run.createdAt),
			updatedAt: iso(run.createdAt + 2000),
		}),
	};
	const of = (/** @type {string} */ kind) => [...runs.values()].filter((run) => run.kind === kind).reverse();

	/** What FastAPI says to a body that is not as documented. @param {string} type @param {string} member @param {string} msg @param {unknown} input */
	const invalid = (type, member, msg, input) => ({ status: 422, body: { detail: [{ type, loc: ['body', member], msg, input }] } });

	/** @param {'task' | 'run'} kind @param {any} body */
	const start = (kind, body) => {
		if (typeof body?.task !== 'string') return invalid('missing', 'task', 'Field required', body);
		const other = Object.keys(body).find((member) => !MEMBERS[kind].includes(member));
		if (other !== undefined) return invalid('extra_forbidden', other, 'Extra inputs are not permitted', body[other]);
		const run = begin(kind, body, script[kind]);
		if (kind === 'task') return { status: 202, body: { id: run.id, sessionId: run.sessionId } };
		return { status: 200, body: { id: run.id, status: status(run), model: 'gpt-5.6-luna', sessionId: run.sessionId, workspaceId: 'w', eventsUrl: `/api/v4/runs/${run.id}/events` } };
	};

	const api = await startApi({
		apiKey,
		keyHeader: 'x-browser-use-api-key',
		refusal: { detail: 'Invalid API key' },
		answer: ({ method, path, body }) => {
			if (method === 'POST' && path === '/api/v2/tasks') return start('task', body);
			if (method === 'POST' && path === '/api/v4/runs') return start('run', body);
			if (path === '/api/v2/tasks') return { status: 200, body: { items: of('task').map(whole.task), totalItems: of('task').length, pageNumber: 1, pageSize: 100 } };
			if (path === '/api/v4/runs') return { status: 200, body: { runs: of('run').map(whole.run), nextCursor: null, hasMore: false } };
			if (path === '/api/v3/sessions') return { status: 200, body: { sessions: of('session').map(whole.session), total: of('session').length, page: 1, pageSize: 100 } };
			const [, version, id = '', rest = ''] = /^\/api\/(v2\/tasks|v3\/sessions|v4\/runs)\/([^/]+)(\/\w+)?$/.exec(path) ?? [];
			const kind = /** @type {Run['kind'] | undefined} */ ({ 'v2/tasks': 'task', 'v3/sessions': 'session', 'v4/runs': 'run' }[version ?? '']);
			const run = runs.get(id);
			if (kind === undefined || run?.kind !== kind) return { status: 404, body: { detail: 'Not found' } };
			if (method === 'GET' && rest === '/status' && kind === 'task') return { status: 200, body: { id, status: look(run) } };
			if (method === 'GET' && rest === '/status' && kind === 'run') return { status: 200, body: { status: look(run) } };
			if (method === 'GET' && rest === '') return { status: 200, body: whole[kind](run) };
			const word = kind === 'run' ? 'cancelled' : 'stopped';
			const stops = { task: method === 'PATCH' && rest === '' && body?.action === 'stop', run: method === 'POST' && rest === '/cancel', session: method === 'POST' && rest === '/stop' && body?.strategy === 'session' };
			if (!stops[kind]) return { status: 404, body: { detail: 'Not found' } };
			run.statuses = [word];
			return { status: 200, body: whole[kind](run) };
		},
	});

	return {
		...api,
		runs,
		begin,
		/** The starts so far. */
		starts: () => api.requests.filter(({ method, path }) => method === 'POST' && /^\/api\/v[24]\/(tasks|runs)$/.test(path)),
		/** The newest run. */
		latest: () => /** @type {Run} */ ([...runs.values()].at(-1)),
		/** What the runs that are started go through; the last one stays. @param {Partial<typeof script>} changes */
		setScript: (changes) => {
			script = { ...script, ...changes };
		},
		/** @param {((run: Run) => void) | undefined} listener */
		whenStarted: (listener) => {
			onStart = listener;
		},
		reset: () => {
			api.reset();
			runs.clear();
			onStart = undefined;
			script = { task: ['created', 'started', 'finished'], run: ['queued', 'running', 'completed'] };
		},
	};
}

module.exports = { startBrowserUseApi, OUTPUT };
