// @ts-check
const { createServer } = require('node:http');

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(request: Request, response: Response) => void} Answer
 */

/** The task whose result the APIs have, under the ids that the signed samples carry. */
const RECORDS = [
	{ name: 'Blue mug', price: 12.5 },
	{ name: 'Red mug', price: 11 },
	{ name: 'Tasse à café', price: 9.99 },
];
/** What a crawl came across. */
const PAGES = ['Mugs', 'Blue mug', 'Tasse à café'].map((title, index) => ({ markdown: `# ${title}`, metadata: { title, sourceURL: `https://example.com/${index}`, statusCode: 200 } }));
const FILE = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x00, 0xff, 0xfe, 0x0d, 0x0a, 0x80]);

/** TaskView of the npm package browser-use-sdk. @param {string} id */
const task = (id) => ({
	id,
	sessionId: 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4',
	llm: 'browser-use-llm',
	task: 'List the mugs',
	status: 'finished',
	createdAt: '2026-01-01T00:00:00.000000',
	startedAt: '2026-01-01T00:00:00.000000',
	finishedAt: '2026-01-01T00:01:00.000000',
	metadata: {},
	steps: [],
	output: JSON.stringify(RECORDS),
	outputFiles: [{ id: 'b1a7', fileName: 'mugs.pdf' }],
	isSuccess: true,
	judgeVerdict: null,
	cost: '0.0425',
});

/** SessionResponse of API v3. @param {string} id */
const session = (id) => ({ id, status: 'idle', output: { mugs: 3 }, isTaskSuccessful: false, totalCostUsd: '0.10', recordingUrls: ['https://files.example/1.webm', 'https://files.example/2.webm'], screenshotUrl: 'https://files.example/last.png' });

/** TaskRunResponse of skyvern/schemas/runs.py: it names the session, and its links are fresh. @param {string} id */
const skyvernRun = (id) => ({
	run_id: id,
	run_type: 'task_v2',
	status: 'completed',
	output: RECORDS,
	downloaded_files: [{ url: 'https://files.example/fresh.pdf', filename: 'mugs.pdf', checksum: null, file_size: 10 }],
	recording_url: 'https://files.example/fresh.webm',
	screenshot_urls: null,
	failure_reason: null,
	errors: [],
	created_at: '2026-01-01T00:00:00.000000',
	modified_at: '2026-01-01T00:01:00.000000',
	finished_at: '2026-01-01T00:01:00.000000',
	app_url: `https://app.skyvern.com/runs/${id}`,
	browser_session_id: 'pbs_490440779503357001',
	step_count: 4,
});

/** The page on runs of docs.webscrape.ai. @param {string} id @param {unknown[]} records */
const run = (id, records) => ({
	status: 'completed',
	data: {
		id,
		recipe_id: 'm3Yc2tFvN8q',
		run_status: 'completed',
		pages_extracted: 2,
		items_extracted: records.length,
		credits_used: 4,
		error: null,
		result: { pages: [{ items: records.slice(0, 2) }, { items: records.slice(2) }], mode: 'replay', drift: false, warnings: ['slow page'] },
	},
	request_id: 'req_1',
});

/** A crawl as docs.firecrawl.dev has it, in parts of two pages; the link names the host that its sender thinks it has. @param {string} id @param {number} skip */
const crawl = (id, skip) => ({
	success: true,
	status: 'completed',
	total: PAGES.length,
	completed: PAGES.length,
	creditsUsed: PAGES.length,
	expiresAt: '2026-01-02T00:00:00.000Z',
	...(PAGES.length > skip + 2 && { next: `https://elsewhere.example/v2/crawl/${id}?skip=${skip + 2}` }),
	data: PAGES.slice(skip, skip + 2),
});

/**
 * What the APIs answer about one finished run, behaving as documented: the key in the header of each provider,
 * nothing but GET, 404 for what they do not know. Any path can be given another answer, for ever or a few times.
 * @param {{ apiKey: string }} options
 */
async function startResultApis({ apiKey }) {
	/** @type {Array<{ path: string, key: unknown, ending: Promise<'answered' | 'aborted'> }>} */
	const requests = [];
	/** @type {Map<string, Answer[]>} */
	const planned = new Map();
	/** @type {unknown[]} */
	let records = RECORDS;

	/** @param {unknown} body @param {number} [status] @returns {Answer} */
	const json = (body, status = 200) => (_request, response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	};
	/** @type {Array<[RegExp, (id: string) => Answer]>} */
	const routes = [
		[/^\/api\/v2\/tasks\/(tsk_[^/]+|[0-9a-f-]{36})$/, (id) => json(task(id))],
		[/^\/api\/v3\/sessions\/([^/]+)$/, (id) => json(session(id))],
		[/^\/api\/v2\/files\/tasks\/[^/]+\/output-files\/([^/]+)$/, (id) => json({ id, fileName: 'mugs.pdf', downloadUrl: `${baseUrl()}/files/mugs.pdf` })],
		[/^\/v1\/runs\/([^/?]+)$/, (id) => json(skyvernRun(id))],
		[/^\/v2\/crawl\/([^/?]+)$/, (id) => json(crawl(id, 0))],
		[/^\/v2\/crawl\/([^/?]+)\?skip=2$/, (id) => json(crawl(id, 2))],
		[/^\/v2\/agent\/([^/]+)$/, () => json({ success: true, status: 'completed', data: { mugs: 3 }, expiresAt: '2026-01-02T00:00:00.000Z', creditsUsed: 15 })],
		[/^\/smartbrowse\/runs\/([^/]+)$/, (id) => json(run(id, records))],
	];
	/** @type {Answer} */
	const file = (_request, response) => {
		response.writeHead(200, { 'content-type': 'application/pdf; charset=binary' });
		response.end(FILE);
	};

	const server = createServer((request, response) => {
		const path = request.url ?? '/';
		const key = request.headers['x-api-key'] ?? request.headers['x-browser-use-api-key'] ?? /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
		requests.push({
			path,
			key,
			ending: new Promise((resolve) => response.on('close', () => resolve(response.writableFinished ? 'answered' : 'aborted'))),
		});
		const plan = planned.get(path);
		const answer = plan?.[0];
		if (plan !== undefined && plan.length > 1) plan.shift();
		if (answer !== undefined) return answer(request, response);
		if (path.startsWith('/files/')) return file(request, response);
		if (key !== apiKey) return json({ detail: 'Invalid API key' }, 401)(request, response);
		if (request.method !== 'GET') return json({ detail: 'Method not allowed' }, 405)(request, response);
		for (const [pattern, route] of routes) {
			const id = pattern.exec(path)?.[1];
			if (id !== undefined) return route(id)(request, response);
		}
		json({ detail: 'Not found' }, 404)(request, response);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	const baseUrl = () => `http://127.0.0.1:${port}`;

	return {
		baseUrl: baseUrl(),
		port,
		requests,
		json,
		/** The answers of a path, in turn; the last one for ever. @param {string} path @param {Answer[]} answers */
		plan: (path, ...answers) => void planned.set(path, answers),
		/** What the SmartBrowse run extracted. @param {unknown[]} list */
		setRecords: (list) => {
			records = list;
		},
		reset: () => {
			planned.clear();
			requests.length = 0;
			records = RECORDS;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

module.exports = { startResultApis, RECORDS, PAGES, FILE };
