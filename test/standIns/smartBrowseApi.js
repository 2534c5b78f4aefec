// @ts-check
const { startApi } = require('./apiServer');

/** @typedef {{ id: string, recipeId: string, statuses: string[], createdAt: number }} Run */

const ENDED = ['completed', 'failed', 'cancelled'];
const RECIPE = 'm3Yc2tFvN8q';
const OUTPUT = [{ name: 'Blue mug', price: 12.5 }, { name: 'Red mug', price: 11 }, { name: 'Tasse à café', price: 9.99 }];

/**
 * The API of webscrape.ai as docs.webscrape.ai has it: a recipe's run, how it stands, and the latest one of the account. Each look at a run brings
 * it to its next status, the last of which stays.
 * @param {{ apiKey: string, now?: () => number }} options
 */
async function startSmartBrowseApi({ apiKey, now = Date.now }) {
	/** @type {Map<string, Run>} */
	const runs = new Map();
	/** @type {((run: Run) => void) | undefined} */
	let onStart;
	let script = ['queued', 'running', 'completed'];

	const iso = (/** @type {number} */ time) => new Date(time).toISOString();
	/** @param {string} code @param {string} message */
	const error = (code, message) => ({ status: 'error', error: { code, message }, request_id: 'req_1' });

	/** @param {string} recipeId */
	const begin = (recipeId) => {
		/** @type {Run} */
		const run = { id: `run${runs.size + 1}Xb9dRmQ2p`, recipeId, statuses: [...script], createdAt: now() };
		runs.set(run.id, run);
		onStart?.(run);
		return run;
	};

	/** @param {Run} run */
	const data = ({ id, recipeId, statuses: [status], createdAt }) => ({
		id,
		recipe_id: recipeId,
		run_status: status,
		pages_extracted: status === 'completed' ? 2 : 0,
		items_extracted: status === 'completed' ? OUTPUT.length : 0,
		credits_used: status === 'completed' ? 4 : 0,
		created_at: iso(createdAt),
		started_at: iso(createdAt + 1000),
		completed_at: ENDED.includes(status) ? iso(createdAt + 2000) : null,
		error: status === 'failed' ? 'The page did not load' : null,
		result: status === 'completed' ? { pages: [{ items: OUTPUT.slice(0, 2) }, { items: OUTPUT.slice(2) }], mode: 'replay', drift: false, warnings: [] } : null,
	});

	const api = await startApi({
		apiKey,
		keyHeader: 'x-api-key',
		refusal: error('unauthorized', 'Invalid API key'),
		answer: ({ method, path, body }) => {
			const recipe = /^\/smartbrowse\/recipes\/([^/]+)\/run$/.exec(path)?.[1];
			if (method === 'POST' && recipe !== undefined) {
				// Nothing but the recipe is documented.
				if (body !== undefined) return { status: 400, body: error('invalid_request', 'Unexpected body') };
				if (recipe !== RECIPE) return { status: 404, body: error('not_found', 'Recipe not found') };
				const run = begin(recipe);
				return { status: 202, body: { status: 'queued', data: { run_id: run.id, recipe_id: recipe, run_status: run.statuses[0], poll_url: `/v1/smartbrowse/runs/${run.id}`, created_at: iso(run.createdAt) }, request_id: 'req_1' } };
			}
			if (method === 'GET' && path === '/smartbrowse/usage') {
				const last = [...runs.values()].at(-1);
				return { status: 200, body: { status: 'completed', data: { runs: runs.size, last_run: last === undefined ? null : { ...data(last), run_status: undefined, result: undefined, status: last.statuses[0] } }, request_id: 'req_1' } };
			}
			const run = runs.get(/^\/smartbrowse\/runs\/([^/]+)$/.exec(path)?.[1] ?? '');
			if (method !== 'GET' || run === undefined) return { status: 404, body: error('not_found', 'Run not found') };
			if (run.statuses.length > 1) run.statuses.shift();
			return { status: 200, body: { status: 'completed', data: data(run), credits_used: 0, credits_remaining: 100, request_id: 'req_1' } };
		},
	});

	return {
		...api,
		runs,
		begin,
		starts: () => api.requests.filter(({ method }) => method === 'POST'),
		latest: () => /** @type {Run} */ ([...runs.values()].at(-1)),
		/** @param {string[]} statuses */
		setScript: (statuses) => {
			script = statuses;
		},
		/** @param {((run: Run) => void) | undefined} listener */
		whenStarted: (listener) => {
			onStart = listener;
		},
		reset: () => {
			api.reset();
			runs.clear();
			onStart = undefined;
			script = ['queued', 'running', 'completed'];
		},
	};
}

module.exports = { startSmartBrowseApi, RECIPE, OUTPUT };
