// @ts-check
const { createServer } = require('node:http');

/**
 * @typedef {{ id: string, status: string, createdAt: number, finishedAt?: number }} Run times in milliseconds since 1970
 * @typedef {{ status: number, headers?: Record<string, string>, body?: string, delayMs?: number }} Fault answered once, in place of the API
 */

/** Both providers write UTC without a zone. @param {number | undefined} time */
const naive = (time) => (time === undefined ? null : new Date(time).toISOString().replace('Z', '000'));

/**
 * The run lists of Browser Use (API v2: TaskItemView of the npm package browser-use-sdk) and Skyvern
 * (skyvern/forge/sdk/routes/agent_protocol.py, schemas/runs.py), newest first; and SmartBrowse's usage, which names
 * the latest run (SmartBrowseUsageData of its SDK). All want their API key, and nothing but GET.
 * @param {{ apiKey: string }} options
 */
async function startRunLists({ apiKey }) {
	/** @type {Run[]} */
	const runs = [];
	/** @type {Fault[]} */
	const faults = [];
	/** @type {string[]} */
	const requests = [];
	let ignoresPages = false;

	const newestFirst = () => [...runs].sort((a, b) => b.createdAt - a.createdAt);
	/** @param {Run[]} list @param {number} page @param {number} size */
	const pageOf = (list, page, size) => (ignoresPages ? list.slice(0, size) : list.slice((page - 1) * size, page * size));

	/** @type {Record<string, (url: URL) => unknown>} */
	const routes = {
		'/api/v2/tasks': ({ searchParams }) => {
			const [pageNumber, pageSize] = [Number(searchParams.get('pageNumber')), Number(searchParams.get('pageSize'))];
			return { items: pageOf(newestFirst(), pageNumber, pageSize).map(task), totalItems: runs.length, pageNumber, pageSize };
		},
		'/v1/runs': ({ searchParams }) => {
			const statuses = searchParams.getAll('status');
			const list = newestFirst().filter(({ status }) => statuses.length === 0 || statuses.includes(status));
			return pageOf(list, Number(searchParams.get('page')), Number(searchParams.get('page_size'))).map(listItem);
		},
		'/smartbrowse/usage': () => envelope({ runs_used_30d: runs.length, cost_per_page: 2, last_run: newestFirst().map(lastRun)[0] ?? null }),
	};

	const server = createServer((request, response) => {
		const url = new URL(request.url ?? '/', 'http://127.0.0.1');
		requests.push(`${request.method} ${url.pathname}${url.search}`);
		/** @param {number} status @param {unknown} body @param {Record<string, string>} [headers] */
		const answer = (status, body, headers = {}) => {
			response.writeHead(status, { 'content-type': 'application/json', ...headers });
			response.end(typeof body === 'string' ? body : JSON.stringify(body));
		};
		const fault = faults.shift();
		if (fault !== undefined) {
			setTimeout(() => answer(fault.status, fault.body ?? '{}', fault.headers), fault.delayMs ?? 0).unref();
			return;
		}
		const key = request.headers['x-api-key'] ?? request.headers['x-browser-use-api-key'];
		if (key !== apiKey) return answer(401, { detail: 'Invalid API key' });
		if (request.method !== 'GET') return answer(405, { detail: 'Method not allowed' });
		const list = routes[url.pathname];
		if (list !== undefined) return answer(200, list(url));
		const run = runs.find(({ id }) => url.pathname.endsWith(`/${id}`));
		if (run !== undefined && url.pathname === `/api/v2/tasks/${run.id}`) return answer(200, { ...task(run), outputFiles: [], cost: '0.01' });
		if (run !== undefined && url.pathname === `/smartbrowse/runs/${run.id}`) return answer(200, envelope(recipeRun(run)));
		return run !== undefined && url.pathname === `/v1/runs/${run.id}` ? answer(200, wholeRun(run)) : answer(404, { detail: 'Not found' });
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

	return {
		baseUrl: `http://127.0.0.1:${port}`,
		requests,
		faults,
		runs,
		/** @param {Partial<Run> & { id: string }} run a finished one, just now, unless it says otherwise */
		add: (run) => void runs.push({ status: 'completed', createdAt: Date.now() - 60_000, finishedAt: Date.now(), ...run }),
		/** From now on every page is the first. */
		ignorePages: () => {
			ignoresPages = true;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** @param {Run} run */
const task = ({ id, status, createdAt, finishedAt }) => ({
	id,
	sessionId: 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4',
	llm: 'browser-use-llm',
	task: 'Read the title',
	status: status === 'completed' ? 'finished' : status,
	createdAt: naive(createdAt),
	startedAt: naive(createdAt),
	finishedAt: naive(finishedAt),
	metadata: { campaign: 'q4-automation' },
	output: 'The title',
	isSuccess: true,
});

/** @param {Run} run */
const listItem = ({ id, status, createdAt, finishedAt }) => ({
	task_run_id: `tr_${id}`,
	run_id: id,
	task_run_type: id.startsWith('wr_') ? 'workflow_run' : 'task_v2',
	status,
	title: 'Read the title',
	started_at: naive(createdAt),
	finished_at: naive(finishedAt),
	created_at: naive(createdAt),
});

/** @param {Run} run */
const wholeRun = ({ id, status, createdAt, finishedAt }) => ({
	run_id: id,
	run_type: id.startsWith('wr_') ? 'workflow_run' : 'task_v2',
	status,
	output: { title: 'The title' },
	failure_reason: null,
	browser_session_id: 'pbs_490440779503357001',
	created_at: naive(createdAt),
	modified_at: naive(finishedAt ?? createdAt),
	finished_at: naive(finishedAt),
});

/** @param {object} data */
const envelope = (data) => ({ status: 'completed', data, credits_used: 0, credits_remaining: 99, request_id: 'req_aB3xY9Kp' });

/** @param {number | undefined} time */
const utc = (time) => (time === undefined ? {} : { completed_at: new Date(time).toISOString() });

/** @param {Run} run */
const lastRun = ({ id, status, createdAt, finishedAt }) => ({
	id,
	status,
	pages_extracted: 1,
	effective_cap: 50,
	clamped_by_credits: false,
	created_at: new Date(createdAt).toISOString(),
	...utc(finishedAt),
});

/** @param {Run} run */
const recipeRun = ({ id, status, createdAt, finishedAt }) => ({
	id,
	recipe_id: 'm3Yc2tFvN8q',
	run_status: status,
	pages_extracted: 1,
	items_extracted: 2,
	credits_used: 2,
	created_at: new Date(createdAt).toISOString(),
	started_at: new Date(createdAt).toISOString(),
	...utc(finishedAt),
	...(status === 'completed' && { result: { pages: [{ items: [{ name: 'A' }, { name: 'B' }] }], mode: 'replay', drift: 0.02, warnings: [] } }),
	...(status === 'failed' && { error: 'target page did not load within timeout' }),
});

module.exports = { startRunLists };
