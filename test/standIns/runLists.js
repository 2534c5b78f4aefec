// @ts-check
const { createServer } = require('node:http');

const shapes = require('./runShapes');

/**
 * @typedef {import('./runShapes').Run} Run
 * @typedef {{ status: number, headers?: Record<string, string>, body?: string, delayMs?: number, isCut?: boolean }} Fault answered once, in place of the API
 */

const LARGEST_PAGE = 100;
const DAY_MS = 86_400_000;
const JOBS = { crawl: 'crawl', 'batch/scrape': 'batch_scrape', extract: 'extract', agent: 'agent' };

class Refused extends Error {
	constructor(/** @type {number} */ status) {
		super(String(status));
		this.status = status;
	}
}

/**
 * The run lists of Browser Use (API v2, v3 and v4), Skyvern (skyvern/forge/sdk/routes/agent_protocol.py) and Firecrawl, newest
 * first; and SmartBrowse's usage, which names the latest run. All want their API key, and nothing but GET.
 * @param {{ apiKey: string, now?: () => number }} options
 */
async function startRunLists({ apiKey, now = Date.now }) {
	/** @type {Run[]} */
	const runs = [];
	/** @type {Fault[]} */
	const faults = [];
	/** @type {string[]} */
	const requests = [];
	/** Paths that this account does not have, with what they answer. @type {Record<string, number>} */
	const denied = {};
	let ignoresPages = false;
	/** @type {() => void} */
	let beforeList = () => {};

	/** @param {(run: Run) => boolean} belongs */
	const newestFirst = (belongs) => runs.filter(belongs).sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
	const plain = (/** @type {Run} */ { list }) => list === undefined;
	/** Pages by number: what they hold moves with the list. @param {Run[]} list @param {URL} url @param {string} page @param {string} size */
	const numbered = (list, { searchParams }, page, size) => {
		const [number, length] = [Number(searchParams.get(page) ?? 1), Number(searchParams.get(size) ?? 10)];
		if (!(number >= 1) || !(length >= 1 && length <= LARGEST_PAGE)) throw new Refused(422);
		return ignoresPages ? list.slice(0, length) : list.slice((number - 1) * length, number * length);
	};
	/** A cursor names the last run of the page before: what follows it in the order follows it, whatever became of it. @param {Run[]} list @param {URL} url */
	const keyset = (list, { searchParams }) => {
		const limit = Number(searchParams.get('limit') ?? 50);
		if (!(limit >= 1 && limit <= LARGEST_PAGE)) throw new Refused(422);
		const cursor = searchParams.get('cursor');
		const [time, id] = cursor === null ? [Infinity, ''] : JSON.parse(Buffer.from(cursor, 'base64').toString());
		const rest = list.filter((run) => run.createdAt < time || (run.createdAt === time && run.id < id));
		const page = rest.slice(0, limit);
		const last = page.at(-1);
		const hasMore = rest.length > limit;
		return { page, hasMore, cursor: hasMore && last ? Buffer.from(JSON.stringify([last.createdAt, last.id])).toString('base64') : null };
	};

	/** @type {Record<string, (url: URL) => unknown>} */
	const lists = {
		'/api/v2/tasks': (url) => {
			const items = numbered(newestFirst(plain), url, 'pageNumber', 'pageSize').map(shapes.task);
			return { items, totalItems: runs.length, pageNumber: Number(url.searchParams.get('pageNumber')), pageSize: Number(url.searchParams.get('pageSize')) };
		},
		'/api/v3/sessions': (url) => {
			const list = newestFirst((run) => run.list === 'v3');
			return { sessions: numbered(list, url, 'page', 'page_size').map(shapes.session), total: list.length, page: 1, pageSize: 100 };
		},
		'/api/v4/runs': (url) => {
			const { page, hasMore, cursor } = keyset(newestFirst((run) => run.list === 'v4'), url);
			return { runs: page.map(shapes.runSummary), nextCursor: cursor, hasMore };
		},
		'/v1/runs': (url) => {
			const statuses = url.searchParams.getAll('status');
			return numbered(newestFirst((run) => plain(run) && (statuses.length === 0 || statuses.includes(run.status))), url, 'page', 'page_size').map(shapes.listItem);
		},
		'/smartbrowse/usage': () => shapes.envelope({ runs_used_30d: runs.length, cost_per_page: 2, last_run: newestFirst(plain).map(shapes.lastRun)[0] ?? null }),
		'/v2/team/activity': (url) => {
			const endpoint = url.searchParams.get('endpoint');
			if (endpoint !== null && !Object.values(JOBS).includes(endpoint)) throw new Refused(400);
			const { page, hasMore, cursor } = keyset(newestFirst(({ list = 'crawl', createdAt }) => list === (endpoint ?? list) && createdAt > now() - DAY_MS), url);
			return { success: true, data: page.map(shapes.activity), cursor, has_more: hasMore };
		},
	};
	/** @type {Array<[RegExp, (run: Run, kind: string) => unknown]>} */
	const wholes = [
		[/^\/api\/v2\/tasks\/([^/]+)$/, (run) => (plain(run) ? { ...shapes.task(run), outputFiles: [], cost: '0.01' } : undefined)],
		[/^\/api\/v3\/sessions\/([^/]+)$/, (run) => (run.list === 'v3' ? shapes.session(run) : undefined)],
		[/^\/api\/v4\/runs\/([^/]+)$/, (run) => (run.list === 'v4' ? shapes.runSummary(run) : undefined)],
		[/^\/smartbrowse\/runs\/([^/]+)$/, (run) => shapes.envelope(shapes.recipeRun(run))],
		[/^\/v1\/runs\/([^/]+)$/, (run) => shapes.wholeRun(run)],
		...Object.entries(JOBS).map(([path, kind]) => /** @type {[RegExp, (run: Run) => unknown]} */ ([
			new RegExp(`^/v2/${path}/([^/]+)$`),
			(run) => ((run.list ?? 'crawl') === kind ? shapes.job(run) : undefined),
		])),
	];
	/** @param {URL} url */
	const whole = (url) => {
		for (const [pattern, answer] of wholes) {
			const id = pattern.exec(url.pathname)?.[1];
			const run = runs.find((one) => one.id === id);
			if (run !== undefined) return answer(run, '');
		}
		return undefined;
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
		if (fault?.isCut === true) {
			response.writeHead(fault.status, { 'content-type': 'application/json', 'content-length': '1000' });
			response.write(fault.body ?? '{', () => response.destroy());
			return;
		}
		if (fault !== undefined) {
			setTimeout(() => answer(fault.status, fault.body ?? '{}', fault.headers), fault.delayMs ?? 0).unref();
			return;
		}
		const { 'x-api-key': key = request.headers['x-browser-use-api-key'] ?? request.headers.authorization?.replace(/^Bearer /, '') } = request.headers;
		if (key !== apiKey) return answer(401, { detail: 'Invalid API key' });
		if (request.method !== 'GET') return answer(405, { detail: 'Method not allowed' });
		const refusal = denied[url.pathname];
		if (refusal !== undefined) return answer(refusal, { detail: 'Not available' });
		const list = lists[url.pathname];
		if (list !== undefined) beforeList();
		try {
			const body = list === undefined ? whole(url) : list(url);
			return body === undefined ? answer(404, { detail: 'Not found' }) : answer(200, body);
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			return answer(error.status, { detail: 'Out of range' });
		}
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

	return {
		baseUrl: `http://127.0.0.1:${port}`,
		requests,
		faults,
		runs,
		denied,
		/** @param {Partial<Run> & { id: string }} run a finished one, just now, unless it says otherwise */
		add: (run) => void runs.push({ status: 'completed', createdAt: Date.now() - 60_000, finishedAt: Date.now(), ...run }),
		/** From now on every page is the first. */
		ignorePages: () => {
			ignoresPages = true;
		},
		/** What happens to the runs before each page is made. @param {() => void} change */
		changeBeforeList: (change) => {
			beforeList = change;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

module.exports = { startRunLists };
