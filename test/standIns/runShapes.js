// @ts-check
/**
 * @typedef {object} Run times in milliseconds since 1970
 * @property {string} id
 * @property {string} status
 * @property {number} createdAt
 * @property {number} [finishedAt]
 * @property {string} [list] v3 or v4 of Browser Use, or Firecrawl's name of an endpoint; else that of which a provider has but one
 * @property {string} [sessionId]
 */

/** Browser Use v2 and Skyvern write UTC without a zone. @param {number | undefined} time */
const naive = (time) => (time === undefined ? null : new Date(time).toISOString().replace('Z', '000'));

const iso = (/** @type {number} */ time) => new Date(time).toISOString();

/** TaskItemView in index.d.ts of the npm package browser-use-sdk. @param {Run} run */
const task = ({ id, status, createdAt, finishedAt, sessionId = 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4' }) => ({
	id,
	sessionId,
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

/** SessionResponse in v3.d.ts: after a task that succeeded, a session without keepAlive is stopped. @param {Run} run */
const session = ({ id, status, createdAt, finishedAt }) => ({
	id,
	status: status === 'completed' ? 'stopped' : status,
	model: 'bu-max',
	title: 'Read the title',
	output: 'The title',
	stepCount: 3,
	isTaskSuccessful: status === 'completed' ? true : null,
	liveUrl: null,
	recordingUrls: [],
	totalCostUsd: '0.0125',
	screenshotUrl: null,
	createdAt: iso(createdAt),
	updatedAt: iso(finishedAt ?? createdAt),
});

/** RunSummary in v4.d.ts. @param {Run} run */
const runSummary = ({ id, status, createdAt, finishedAt, sessionId = '0c8f6d6e-0000-4000-8000-000000000004' }) => ({
	id,
	task: 'Read the title',
	title: 'Title',
	model: 'gpt-5.6-luna',
	contextLimit: 200_000,
	status,
	result: status === 'completed' ? '{"title":"The title"}' : null,
	error: status === 'failed' ? 'The page did not load' : null,
	sessionId,
	workspaceId: null,
	judgement: null,
	totalInputTokens: 100,
	totalOutputTokens: 10,
	totalCostUsd: '0.0125',
	createdAt: iso(createdAt),
	updatedAt: iso(finishedAt ?? createdAt),
});

/** TaskRunListItem in skyvern/schemas/runs.py. @param {Run} run */
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

/** SmartBrowseUsageData and SmartBrowseRunData of the SDK of webscrape.ai. @param {object} data */
const envelope = (data) => ({ status: 'completed', data, credits_used: 0, credits_remaining: 99, request_id: 'req_aB3xY9Kp' });

/** @param {number | undefined} time */
const utc = (time) => (time === undefined ? {} : { completed_at: iso(time) });

/** @param {Run} run */
const lastRun = ({ id, status, createdAt, finishedAt }) => ({
	id,
	status,
	pages_extracted: 1,
	effective_cap: 50,
	clamped_by_credits: false,
	created_at: iso(createdAt),
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
	created_at: iso(createdAt),
	started_at: iso(createdAt),
	...utc(finishedAt),
	...(status === 'completed' && { result: { pages: [{ items: [{ name: 'A' }, { name: 'B' }] }], mode: 'replay', drift: 0.02, warnings: [] } }),
	...(status === 'failed' && { error: 'target page did not load within timeout' }),
});

/** https://docs.firecrawl.dev/api-reference/endpoint/activity @param {Run} run */
const activity = ({ id, list = 'crawl', createdAt }) => ({ id, endpoint: list, api_version: 'v2', created_at: iso(createdAt), target: 'https://example.com' });

/** What the endpoint of each kind of job answers. @param {Run} run */
const job = ({ list = 'crawl', status, createdAt }) => {
	const expiresAt = iso(createdAt + 86_400_000);
	const error = status === 'failed' && { error: 'The site could not be reached' };
	if (list === 'crawl' || list === 'batch_scrape') return { success: true, status, total: 2, completed: 2, creditsUsed: 2, expiresAt, data: [{ markdown: '# Mugs' }], ...error };
	return { success: status !== 'failed', status, data: status === 'completed' ? { mugs: 3 } : [], expiresAt, creditsUsed: 15, ...error };
};

module.exports = { task, session, runSummary, listItem, wholeRun, envelope, lastRun, recipeRun, activity, job };
