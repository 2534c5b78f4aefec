// @ts-check
const { createServer } = require('node:http');

const { hmac } = require('../../scripts/deliveries/signer');

/** @typedef {{ id: string, body: any, headers: import('node:http').IncomingHttpHeaders, status: string, startedAt: number, run: () => any }} Run `body` and `headers`: of its start */

const TERMINAL = ['completed', 'failed', 'terminated', 'timed_out', 'canceled'];
/** Skyvern-AI/skyvern, skyvern/services/webhook_delivery.py. A 409 is not among them. */
const RETRIED = [403, 408, 425, 429];
const ATTEMPTS = 3;

const AGENTS = [
	{
		workflow_permanent_id: 'wpid_1',
		title: 'Collect invoices',
		workflow_definition: {
			parameters: [
				{ parameter_type: 'workflow', key: 'month', workflow_parameter_type: 'string', description: 'Which month', default_value: null },
				{ parameter_type: 'workflow', key: 'limit', workflow_parameter_type: 'integer', description: null, default_value: 10 },
				{ parameter_type: 'workflow', key: 'paid', workflow_parameter_type: 'boolean', description: null, default_value: false },
				{ parameter_type: 'workflow', key: 'filter', workflow_parameter_type: 'json', description: null, default_value: null },
				{ parameter_type: 'aws_secret', key: 'password', description: null },
				{ parameter_type: 'output', key: 'block_1_output' },
			],
			blocks: [],
		},
	},
	...Array.from({ length: 60 }, (_, index) => ({ workflow_permanent_id: `wpid_${index + 2}`, title: `Agent ${index + 2}`, workflow_definition: { parameters: [], blocks: [] } })),
];

/**
 * Skyvern's API, as documented and as its code answers: it starts runs, tells how they stand, stops them, and reports their end to the URL
 * that came with the start, signed, in at most three attempts.
 * @param {{ apiKey: string }} options
 */
async function startSkyvernApi({ apiKey }) {
	/** @type {Map<string, Run>} */
	const runs = new Map();
	/** @type {Array<{ method: string, path: string, body: any }>} */
	const requests = [];
	/** What the next requests are answered instead, by method and path. @type {Array<{ match: string, answer: (response: import('node:http').ServerResponse) => void }>} */
	const planned = [];
	let count = 0;
	/** Called with a run that has just begun, before its start is answered. @type {((run: Run) => void | Promise<void>) | undefined} */
	let onStart;

	/** UTC without a zone, as Skyvern writes it. @param {number} time */
	const naive = (time) => new Date(time).toISOString().replace('Z', '000');

	/** @param {string} kind @param {any} body @param {import('node:http').IncomingHttpHeaders} headers */
	const begin = (kind, body, headers) => {
		count += 1;
		const id = kind === 'task' ? `tsk_v2_${count}` : `wr_${count}`;
		const startedAt = Date.now();
		/** @type {Run} */
		const run = {
			id,
			body,
			headers,
			status: 'queued',
			startedAt,
			run: () => ({
				run_id: id,
				run_type: kind === 'task' ? 'task_v2' : 'workflow_run',
				status: run.status,
				output: run.status === 'completed' ? [{ name: 'Blue mug', price: 12.5 }, { name: 'Tasse à café', price: 9.99 }] : null,
				downloaded_files: run.status === 'completed' ? [{ url: `${baseUrl()}/files/mugs.pdf`, filename: 'mugs.pdf', checksum: 'c0ffee', file_size: 4 }] : null,
				recording_url: null,
				screenshot_urls: null,
				failure_reason: run.status === 'failed' ? 'The page did not load.' : null,
				errors: [],
				created_at: naive(startedAt),
				modified_at: naive(startedAt + 1),
				queued_at: naive(startedAt),
				started_at: null,
				finished_at: TERMINAL.includes(run.status) ? naive(startedAt + 2) : null,
				app_url: `https://app.skyvern.com/runs/${id}`,
				browser_session_id: null,
				...(kind === 'agent' && { workflow_run_id: id, workflow_permanent_id: body.workflow_id }),
				run_request: { ...body },
			}),
		};
		runs.set(id, run);
		return run;
	};

	const server = createServer(async (request, response) => {
		/** @type {Buffer[]} */
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const text = Buffer.concat(chunks).toString();
		const method = request.method ?? 'GET';
		const url = new URL(request.url ?? '/', 'http://skyvern');
		const path = url.pathname;
		const body = text === '' ? undefined : JSON.parse(text);
		requests.push({ method, path: `${path}${url.search}`, body });
		/** @param {unknown} answer @param {number} [status] */
		const json = (answer, status = 200) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(JSON.stringify(answer));
		};
		const at = planned.findIndex(({ match }) => match === `${method} ${path}`);
		if (at >= 0) return planned.splice(at, 1)[0].answer(response);
		if (path.startsWith('/files/')) {
			response.writeHead(200, { 'content-type': 'application/pdf' });
			return response.end('%PDF');
		}
		if (request.headers['x-api-key'] !== apiKey) return json({ detail: 'Invalid credentials' }, 403);
		const start = /^POST \/v1\/run\/(tasks|workflows|agents)$/.exec(`${method} ${path}`)?.[1];
		if (start !== undefined) {
			const required = start === 'tasks' ? 'prompt' : 'workflow_id';
			if (typeof body?.[required] !== 'string') return json({ detail: [{ type: 'missing', loc: ['body', required], msg: 'Field required', input: body }] }, 422);
			if (start !== 'tasks' && !AGENTS.some((agent) => agent.workflow_permanent_id === body.workflow_id)) return json({ detail: `Workflow not found ${body.workflow_id}` }, 404);
			// TaskRunRequest goes to the engine skyvern-1.0 by default, which knows no profiles: agent_protocol.py, run_task.
			if (start === 'tasks' && body.browser_profile_id !== undefined && body.engine !== 'skyvern-2.0') return json({ detail: 'browser_profile_id is not supported for the skyvern_v1 or CUA task engines; use engine=skyvern_v2.' }, 400);
			const run = begin(start === 'tasks' ? 'task' : 'agent', body, request.headers);
			const answer = run.run();
			await onStart?.(run);
			return json(answer);
		}
		const run = runs.get(/^\/v1\/runs\/([^/]+)/.exec(path)?.[1] ?? '');
		if (path.startsWith('/v1/runs/') && run === undefined) return json({ detail: `Task run not found ${path}` }, 404);
		if (run !== undefined && method === 'GET') return json(run.run());
		if (run !== undefined && method === 'POST' && path.endsWith('/cancel')) {
			if (!TERMINAL.includes(run.status)) {
				run.status = 'canceled';
				void deliver(run);
			}
			return json(null);
		}
		if (method === 'GET' && path === '/v1/workflows') {
			const page = Number(url.searchParams.get('page') ?? 1);
			const size = Number(url.searchParams.get('page_size') ?? 10);
			const key = url.searchParams.get('search_key')?.toLowerCase();
			const found = AGENTS.filter(({ title }) => key === undefined || title.toLowerCase().includes(key));
			return json(found.slice((page - 1) * size, page * size));
		}
		const agent = AGENTS.find(({ workflow_permanent_id: id }) => path === `/v1/workflows/${id}`);
		if (agent !== undefined && method === 'GET') return json(agent);
		if (method === 'GET' && path === '/v1/runs') return json([]);
		json({ detail: 'Not Found' }, 404);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	const baseUrl = () => `http://127.0.0.1:${port}`;

	/**
	 * Posts a signed report to the URL of a run.
	 * @param {Run} run @param {{ secret?: string, changes?: object, attempts?: number, url?: string }} [options] `url`: in place of the run's own
	 * @returns {Promise<Array<{ status: number, body: string }>>} the answers, one for each attempt
	 */
	const deliver = async (run, { secret = apiKey, changes = {}, attempts = ATTEMPTS, url = run.body.webhook_url } = {}) => {
		const body = Buffer.from(JSON.stringify({ ...run.run(), ...changes }));
		const headers = { 'content-type': 'application/json', 'x-skyvern-signature': hmac(secret, body), 'x-skyvern-timestamp': String(Math.floor(Date.now() / 1000)) };
		/** @type {Array<{ status: number, body: string }>} */
		const answers = [];
		if (typeof url !== 'string') return answers;
		for (let attempt = 1; attempt <= attempts; attempt += 1) {
			const answer = await fetch(url, { method: 'POST', headers, body }).then(
				async (reply) => ({ status: reply.status, body: await reply.text() }),
				(error) => ({ status: 0, body: String(error) }),
			);
			answers.push(answer);
			if (answer.status !== 0 && answer.status < 500 && !RETRIED.includes(answer.status)) break;
		}
		return answers;
	};

	return {
		baseUrl: baseUrl(),
		requests,
		runs,
		deliver,
		/** The URL that came with the start. @param {Run} run @returns {string} */
		urlOf: (run) => run.body.webhook_url,
		/** Somebody else reports the end of a run. @param {Run} run @param {Parameters<typeof deliver>[1]} [options] */
		forge: async (run, options) => await deliver(run, { secret: 'not-the-key', changes: { status: 'completed' }, ...options }),
		/** Reports that a run goes on. @param {Run} run @param {Parameters<typeof deliver>[1]} [options] */
		progress: async (run, options) => await deliver(run, { changes: { status: 'running' }, ...options }),
		/** The starts so far. */
		starts: () => requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/v1/run/')),
		/** The newest run. */
		latest: () => /** @type {Run} */ ([...runs.values()].at(-1)),
		/** @param {Run} run @param {string} [status] @param {Parameters<typeof deliver>[1]} [options] */
		end: async (run, status = 'completed', options) => {
			run.status = status;
			return await deliver(run, options);
		},
		/** @param {((run: Run) => void | Promise<void>) | undefined} listener */
		whenStarted: (listener) => {
			onStart = listener;
		},
		/** @param {string} match such as "POST /v1/run/tasks" @param {number} status @param {unknown} body @param {Record<string, string>} [headers] */
		planAnswer: (match, status, body, headers = {}) =>
			void planned.push({
				match,
				answer: (response) => {
					response.writeHead(status, { 'content-type': 'application/json', ...headers });
					response.end(JSON.stringify(body));
				},
			}),
		/** The connection breaks without an answer. @param {string} match */
		planBreak: (match) => void planned.push({ match, answer: (response) => void response.socket?.destroy() }),
		reset: () => {
			runs.clear();
			requests.length = 0;
			planned.length = 0;
			onStart = undefined;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

module.exports = { startSkyvernApi, AGENTS };
