// @ts-check
const { addRunner } = require('../../test/e2e/runner');
const { startBrowserUseApi } = require('../../test/standIns/browserUseApi');
const { startFirecrawlApi } = require('../../test/standIns/firecrawlApi');
const { startSkyvernApi } = require('../../test/standIns/skyvernApi');
const { RECIPE, startSmartBrowseApi } = require('../../test/standIns/smartBrowseApi');
const { table } = require('./table');
const { TRIGGERS } = require('./triggers');

const API_KEY = 'demo-key-of-the-api-0123456789';

/**
 * A main node that starts a run and waits for its end. `api` stands in for the provider on this machine.
 * @typedef {object} WaitingNode
 * @property {keyof typeof TRIGGERS} type of the node, without the name of the package; its trigger's provider
 * @property {object} parameters
 * @property {object} [credential] what the trigger can do without
 * @property {() => Promise<any>} startApi
 * @property {true} [sleeps] until the end is delivered. Elsewhere the node asks, and the run ends by itself.
 */

/** @type {readonly WaitingNode[]} */
const WAITING_NODES = [
	{
		type: 'browserUse',
		parameters: { kind: 'task', task: '=Find {{ $json.what }}' },
		credential: { apiKey: API_KEY },
		startApi: async () => await startBrowserUseApi({ apiKey: API_KEY }),
	},
	{
		type: 'skyvern',
		parameters: { kind: 'task', prompt: '=Find {{ $json.what }}' },
		startApi: async () => await startSkyvernApi({ apiKey: TRIGGERS.skyvern.secret }),
		sleeps: true,
	},
	{
		type: 'smartBrowse',
		parameters: { recipeId: RECIPE },
		credential: { apiKey: API_KEY },
		startApi: async () => await startSmartBrowseApi({ apiKey: API_KEY }),
	},
	{
		type: 'firecrawl',
		parameters: { kind: 'crawl', url: '=https://example.com/{{ $json.what }}' },
		credential: { apiKey: API_KEY },
		startApi: async () => await startFirecrawlApi({ authorization: `Bearer ${API_KEY}`, secret: TRIGGERS.firecrawl.secret }),
		sleeps: true,
	},
];

/**
 * A run of each main node, from its start to the item behind it.
 * @param {Awaited<ReturnType<typeof import('../n8n').startN8n>>} n8n
 * @param {{ packageName?: string, types?: readonly string[] }} [options] whose nodes, and which of them; default all
 * @returns {Promise<{ text: string, passed: number, failed: number, stop: () => Promise<void> }>} `stop`: ends the stand-ins of the providers
 */
async function playRuns(n8n, { packageName, types = WAITING_NODES.map(({ type }) => type) } = {}) {
	const rows = [['Node', 'Run', 'While it waits', 'Forged report', 'Outcome', 'Known by', 'Execution', '']];
	/** @type {Array<() => Promise<void>>} */
	const stops = [];
	let passed = 0;
	const nodes = WAITING_NODES.filter(({ type }) => types.includes(type));
	const stop = async () => void (await Promise.all(stops.map((end) => end())));
	try {
		for (const node of nodes) {
			const api = await node.startApi();
			stops.push(api.stop);
			const { row, ok } = await playRun(n8n, node, api, packageName);
			if (ok) passed += 1;
			rows.push([...row, ok ? 'ok' : 'UNEXPECTED']);
		}
	} catch (error) {
		// Whoever asked for the runs cannot do it: they never learn how.
		await stop();
		throw error;
	}
	return { text: table(rows), passed, failed: nodes.length - passed, stop };
}

/** @param {any} n8n @param {WaitingNode} node @param {any} api @param {string} [packageName] */
async function playRun(n8n, { type, parameters, credential, sleeps }, api, packageName) {
	const runner = await addRunner(n8n, { packageName, type, credential: { ...credential, baseUrl: api.baseUrl }, parameters });
	await runner.start();
	let forged;
	let isAsleep = false;
	if (sleeps) {
		await runner.asleep();
		forged = (await api.forge(api.latest())).at(-1)?.status;
		isAsleep = (await runner.status()) === 'waiting';
		await api.end(api.latest());
	}
	const { id } = await runner.succeeded();
	const item = (await runner.outputs())[0]?.[0];
	const isRight = item?.outcome === 'succeeded' && item.runId === api.latest().id;
	const ok = isRight && (sleeps ? forged === 401 && isAsleep && item.delivery.verified === 'signature' : item.delivery.verified === 'api');
	const waited = sleeps ? ['asleep', `${forged}, ${isAsleep ? 'still asleep' : 'awake'}`] : ['asks', '–'];
	return { row: [TRIGGERS[type].label, item?.runId ?? '–', ...waited, item?.outcome ?? '–', item?.delivery.verified ?? '–', `#${id}`], ok };
}

module.exports = { playRuns, WAITING_NODES };
