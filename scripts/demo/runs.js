// @ts-check
const { addRunner } = require('../../test/e2e/runner');
const { startSkyvernApi } = require('../../test/standIns/skyvernApi');
const { table } = require('./table');
const { TRIGGERS } = require('./triggers');

/**
 * A main node that starts a run and waits for its end. `api` stands in for the provider on this machine.
 * @typedef {object} WaitingNode
 * @property {keyof typeof TRIGGERS} provider
 * @property {string} type of the node, without the name of the package
 * @property {object} parameters
 * @property {() => Promise<any>} startApi
 * @property {(api: any) => Promise<number>} [forge] reports the end of the run, signed by somebody else, and gives the HTTP status; none where nothing is delivered
 * @property {(api: any) => Promise<unknown>} end lets the run end
 */

/** @type {readonly WaitingNode[]} */
const WAITING_NODES = [
	{
		provider: 'skyvern',
		type: 'skyvern',
		parameters: { operation: 'runAndWait', kind: 'task', prompt: '=Find {{ $json.what }}' },
		startApi: async () => await startSkyvernApi({ apiKey: TRIGGERS.skyvern.secret }),
		forge: async (api) => (await api.deliver(api.latest(), { secret: 'not-the-key', changes: { status: 'completed' } })).at(-1)?.status,
		end: async (api) => await api.end(api.latest()),
	},
];

/**
 * A run of each main node, from its start to the item behind it.
 * @param {Awaited<ReturnType<typeof import('../n8n').startN8n>>} n8n
 * @returns {Promise<{ text: string, passed: number, failed: number, stop: () => Promise<void> }>} `stop`: ends the stand-ins of the providers
 */
async function playRuns(n8n) {
	const rows = [['Node', 'Run', 'While it waits', 'Forged report', 'Outcome', 'Known by', 'Execution', '']];
	/** @type {Array<() => Promise<void>>} */
	const stops = [];
	let passed = 0;
	for (const node of WAITING_NODES) {
		const api = await node.startApi();
		stops.push(api.stop);
		const { row, ok } = await playRun(n8n, node, api);
		if (ok) passed += 1;
		rows.push([...row, ok ? 'ok' : 'UNEXPECTED']);
	}
	const stop = async () => void (await Promise.all(stops.map((end) => end())));
	return { text: table(rows), passed, failed: WAITING_NODES.length - passed, stop };
}

/** @param {any} n8n @param {WaitingNode} node @param {any} api */
async function playRun(n8n, { provider, type, parameters, forge, end }, api) {
	const { label, credentialType, credential } = TRIGGERS[provider];
	const runner = await addRunner(n8n, { type, name: label, credentialType, credential: { ...credential, baseUrl: api.baseUrl }, parameters });
	await runner.start();
	const waits = forge !== undefined;
	if (waits) await runner.asleep();
	const forged = await forge?.(api);
	const isStill = forged === undefined || (await runner.status()) === 'waiting';
	await end(api);
	const { id } = await runner.succeeded();
	const item = (await runner.outputs())[0]?.[0];
	const ok = item?.outcome === 'succeeded' && isStill && (!waits || forged === 401) && item.delivery.verified === (waits ? 'signature' : 'api');
	const row = [label, item?.runId ?? '–', waits ? 'asleep' : 'asks', waits ? `${forged}, ${isStill ? 'still asleep' : 'awake'}` : '–', item?.outcome ?? '–', item?.delivery.verified ?? '–', `#${id}`];
	return { row, ok };
}

module.exports = { playRuns };
