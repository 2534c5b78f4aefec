// @ts-check
const { randomUUID } = require('node:crypto');

const { hmac } = require('../../scripts/deliveries/signer');
const { startApi } = require('./apiServer');

/** @typedef {'crawl' | 'batch_scrape' | 'extract' | 'agent'} Kind */
/** @typedef {{ kind: Kind, id: string, body: any, status: string, looks: number }} Job */

/** What a crawl or a batch came across. */
const PAGES = ['Mugs', 'Blue mug', 'Tasse à café'].map((title, index) => ({ markdown: `# ${title}`, metadata: { title, sourceURL: `https://example.com/${index}`, statusCode: 200 } }));
/** What an extract or an agent found. */
const DATA = { mugs: [{ name: 'Blue mug', price: 12.5 }] };
/** In how many pages a list is handed out at once. */
const PART = 2;
/** Milliseconds before each further try; the real ones are 1, 5 and 15 minutes. */
const PAUSES = [300, 1000, 2500];

/** The members of a request that are tried here: strictObject in apps/api/src/controllers/v2/types.ts. @type {Record<Kind, { path: string, required: string[], optional: string[] }>} */
const STARTS = {
	crawl: { path: '/v2/crawl', required: ['url'], optional: ['limit', 'includePaths', 'excludePaths', 'maxDiscoveryDepth', 'allowSubdomains', 'crawlEntireDomain', 'scrapeOptions', 'sitemap', 'webhook'] },
	batch_scrape: { path: '/v2/batch/scrape', required: ['urls'], optional: ['formats', 'maxConcurrency', 'webhook'] },
	extract: { path: '/v2/extract', required: [], optional: ['urls', 'prompt', 'schema', 'enableWebSearch', 'webhook'] },
	agent: { path: '/v2/agent', required: ['prompt'], optional: ['urls', 'schema', 'maxCredits', 'effort', 'strictConstrainToURLs', 'webhook'] },
};
const ENTRIES = /** @type {Array<[Kind, typeof STARTS.crawl]>} */ (Object.entries(STARTS));

/**
 * Firecrawl's API as its documents and apps/api of firecrawl/firecrawl have it: it starts jobs, tells how they stand, stops them, and reports
 * to the URL that came with the start, in as many tries as it takes. Signed where the account has a secret.
 * @param {{ authorization: string, secret?: string, now?: () => number }} options
 */
async function startFirecrawlApi({ authorization, secret, now = Date.now }) {
	/** @type {Map<string, Job>} */
	const jobs = new Map();
	/** @type {Set<unknown>} */
	const keys = new Set();
	let looksUntilEnd = Number.POSITIVE_INFINITY;
	/** What reports were answered, try by try. @type {number[]} */
	const answered = [];
	/** @type {((job: Job) => void | Promise<void>) | undefined} */
	let onStart;

	/** A UUID of version 7, which holds the time. */
	const newId = () => `${now().toString(16).padStart(12, '0').replace(/^(.{8})/, '$1-')}-7${randomUUID().slice(15)}`;

	/** @param {string} message @param {Array<string | number>} path */
	const bad = (message, path = []) => ({ status: 400, body: { success: false, code: 'BAD_REQUEST', error: 'Bad Request', details: [{ code: 'custom', path, message }] } });
	const unknown = { status: 404, body: { success: false, error: 'Job not found' } };

	/** @param {Kind} kind @param {import('./apiServer').Asked} asked */
	const start = async (kind, { body, headers }) => {
		const { required, optional } = STARTS[kind];
		for (const name of required) if (body?.[name] === undefined) return bad('Invalid input: expected string, received undefined', [name]);
		const strange = Object.keys(body).find((name) => !required.includes(name) && !optional.includes(name));
		if (strange !== undefined) return bad(`Unrecognized key: "${strange}"`);
		const key = headers['x-idempotency-key'];
		if (kind === 'crawl' && key !== undefined) {
			if (keys.has(key) || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(key))) return { status: 409, body: { error: 'Idempotency key already used' } };
			keys.add(key);
		}
		/** @type {Job} */
		const job = { kind, id: newId(), body, status: kind === 'crawl' || kind === 'batch_scrape' ? 'scraping' : 'processing', looks: 0 };
		jobs.set(job.id, job);
		await onStart?.(job);
		return { status: 200, body: { success: true, id: job.id, ...(kind === 'crawl' && { url: `http://127.0.0.1/v2/crawl/${job.id}` }) } };
	};

	/** @param {Job} job @param {URLSearchParams} query */
	const stand = (job, query) => {
		job.looks += 1;
		if (job.looks >= looksUntilEnd) job.status = 'completed';
		const { kind, id, status } = job;
		// A day after the job began, which its id tells.
		const expiresAt = new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16) + 86_400_000).toISOString();
		const reason = status === 'failed' ? { error: 'The page did not load' } : {};
		if (kind === 'agent') return { success: true, status, ...reason, ...(status === 'completed' && { data: DATA }), model: 'spark-2', expiresAt, creditsUsed: 15 };
		if (kind === 'extract') return { success: status !== 'failed', data: status === 'completed' ? DATA : [], status, ...reason, expiresAt, creditsUsed: 7 };
		const done = status === 'completed' ? PAGES : PAGES.slice(0, 1);
		const skip = Number(query.get('skip') ?? 0);
		const end = skip + Math.min(PART, Number(query.get('limit') ?? PART));
		const next = done.length > end ? { next: `https://elsewhere.example${STARTS[kind].path}/${id}?skip=${end}` } : {};
		return { success: true, status, completed: done.length, total: PAGES.length, creditsUsed: done.length, expiresAt, ...reason, ...next, data: done.slice(skip, end) };
	};

	/** @param {Job} job */
	const stop = (job) => {
		if (!/^(?:scraping|processing)$/.test(job.status)) return { status: 409, body: { error: 'Crawl is already completed' } };
		job.status = 'cancelled';
		void deliver(job, job.kind === 'agent' ? 'cancelled' : 'completed');
		return { status: 200, body: job.kind === 'agent' ? { success: true } : { status: 'cancelled' } };
	};

	const api = await startApi({
		apiKey: authorization,
		keyHeader: 'authorization',
		refusal: { success: false, error: 'Unauthorized: Invalid token' },
		answer: async (asked) => {
			for (const [kind, { path }] of ENTRIES) {
				if (asked.path === path && asked.method === 'POST') return await start(kind, asked);
				const job = asked.path.startsWith(`${path}/`) ? jobs.get(asked.path.slice(path.length + 1)) : undefined;
				if (job === undefined || job.kind !== kind) continue;
				if (asked.method === 'GET') return { status: 200, body: stand(job, asked.query) };
				if (asked.method === 'DELETE' && kind !== 'extract') return stop(job);
			}
			return unknown;
		},
	});

	/** @param {Job} job @param {string} word */
	const dataOf = (job, word) => {
		if (word === 'page') return [{ ...PAGES[0], metadata: { ...PAGES[0].metadata, scrapeId: randomUUID() } }];
		if (job.kind === 'agent' && word !== 'started') return [{ creditsUsed: 15, ...(word === 'completed' && { data: DATA }) }];
		return job.kind === 'extract' && word === 'completed' ? [{ success: true, data: DATA, extractId: job.id }] : [];
	};

	/**
	 * Posts a report to the URL of a job, if it wants to hear of such an event, and again while nobody takes it.
	 * @param {Job} job @param {string} word the last one of the event's name
	 * @param {{ signWith?: string | null, changes?: object, headers?: object, url?: string, always?: boolean, attempts?: number }} [options] `signWith`: null signs nothing; `url`: in place of the job's own; `always`: also what the job does not want to hear of
	 * @returns {Promise<Array<{ status: number, body: string }>>} the answers, one for each try
	 */
	const deliver = async (job, word, { signWith = secret ?? null, changes = {}, headers, url, always = false, attempts = PAUSES.length + 1 } = {}) => {
		const { webhook } = job.body;
		/** @type {Array<{ status: number, body: string }>} */
		const answers = [];
		if (url === undefined && (webhook?.url === undefined || (!always && webhook.events?.includes(word) === false))) return answers;
		const report = { success: !/failed|cancelled/.test(word), type: `${job.kind}.${word}`, id: job.id, webhookId: randomUUID(), data: dataOf(job, word), ...(word === 'failed' && { error: 'The page did not load' }), metadata: webhook?.metadata ?? {}, ...changes };
		const body = Buffer.from(JSON.stringify(report));
		const sent = { 'content-type': 'application/json', ...(signWith !== null && { 'x-firecrawl-signature': `sha256=${hmac(signWith, body)}` }), ...(headers ?? webhook?.headers) };
		for (const wait of [0, ...PAUSES].slice(0, attempts)) {
			await new Promise((resolve) => setTimeout(resolve, wait));
			const answer = await fetch(url ?? webhook.url, { method: 'POST', headers: sent, body }).then(
				async (reply) => ({ status: reply.status, body: await reply.text() }),
				(error) => ({ status: 0, body: String(error) }),
			);
			answers.push(answer);
			answered.push(answer.status);
			if (answer.status >= 200 && answer.status < 300) break;
		}
		return answers;
	};

	return {
		...api,
		runs: jobs,
		answered,
		deliver,
		/** The URL that came with the start. @param {Job} job @returns {string} */
		urlOf: (job) => job.body.webhook.url,
		/** Somebody else reports the end of a job. @param {Job} job @param {Parameters<typeof deliver>[2]} [options] */
		forge: async (job, options) => await deliver(job, 'completed', { signWith: 'not-the-secret', attempts: 1, ...options }),
		/** Reports that a job goes on, whether it wants to hear of that or not. @param {Job} job @param {Parameters<typeof deliver>[2]} [options] */
		progress: async (job, options) => [...(await deliver(job, 'started', { always: true, attempts: 1, ...options })), ...(await deliver(job, 'page', { always: true, attempts: 1, ...options }))],
		/** The starts so far. */
		starts: () => api.requests.filter(({ method }) => method === 'POST'),
		/** The newest job. */
		latest: () => /** @type {Job} */ ([...jobs.values()].at(-1)),
		/** A job ends, and says so: a crawl or batch that was cancelled, or failed, says the same as one that went well. @param {Job} job @param {string} [status] @param {Parameters<typeof deliver>[2]} [options] */
		end: async (job, status = 'completed', options) => {
			job.status = status;
			return await deliver(job, job.kind === 'crawl' || job.kind === 'batch_scrape' ? 'completed' : status, options);
		},
		/** Jobs end by themselves, at this look. @param {number} looks */
		endAtLook: (looks) => {
			looksUntilEnd = looks;
		},
		/** Called with a job that has just begun, before its start is answered. @param {typeof onStart} listener */
		whenStarted: (listener) => {
			onStart = listener;
		},
		reset: () => {
			api.reset();
			jobs.clear();
			answered.length = 0;
			keys.clear();
			looksUntilEnd = Number.POSITIVE_INFINITY;
			onStart = undefined;
		},
	};
}

module.exports = { startFirecrawlApi, PAGES, DATA };
