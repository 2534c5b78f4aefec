// @ts-check
const { randomUUID } = require('node:crypto');

const { TRIGGERS } = require('../../scripts/demo/triggers');
const { request } = require('../../scripts/n8n');
const { ALL_IN_ONE } = require('../../scripts/services/services');

/**
 * A workflow that runs a main node for each entry of a list: a webhook takes the list, the node gets one item for each entry, and behind
 * its outputs stand the nodes Ended and Not Ended.
 * @param {{ packageName: string, type: string, name: string, credential: { type: string, id: string, name: string }, parameters: object, settings?: object, workflowSettings?: object }} runner
 */
function runnerWorkflow({ packageName, type, name, credential, parameters, settings = {}, workflowSettings = {} }) {
	const path = randomUUID();
	const node = (/** @type {string} */ nodeName, /** @type {string} */ nodeType, /** @type {number} */ typeVersion, /** @type {[number, number]} */ position, /** @type {object} */ nodeParameters) => ({
		id: randomUUID(),
		name: nodeName,
		type: nodeType,
		typeVersion,
		position,
		parameters: nodeParameters,
	});
	const told = { assignments: { assignments: [{ id: 'a', name: 'what', value: '={{ $("Entries").item.json.what }}', type: 'string' }, { id: 'b', name: 'runId', value: '={{ $json.runId }}', type: 'string' }] }, options: {} };
	return {
		path,
		workflow: {
			name,
			nodes: [
				{ ...node('List', 'n8n-nodes-base.webhook', 2, [0, 0], { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} }), webhookId: path },
				node('Entries', 'n8n-nodes-base.splitOut', 1, [220, 0], { fieldToSplitOut: 'body.entries', options: {} }),
				{ ...node(name, `${packageName}.${type}`, 1, [440, 0], parameters), credentials: { [credential.type]: { id: credential.id, name: credential.name } }, ...settings },
				node('Ended', 'n8n-nodes-base.set', 3.4, [660, -100], told),
				node('Not Ended', 'n8n-nodes-base.set', 3.4, [660, 100], told),
			],
			connections: {
				List: { main: [[{ node: 'Entries', type: 'main', index: 0 }]] },
				Entries: { main: [[{ node: name, type: 'main', index: 0 }]] },
				[name]: { main: [[{ node: 'Ended', type: 'main', index: 0 }], [{ node: 'Not Ended', type: 'main', index: 0 }]] },
			},
			settings: { executionOrder: 'v1', ...workflowSettings },
		},
	};
}

/**
 * @typedef {object} RunnerOptions
 * @property {string} [packageName] whose node it is
 * @property {keyof typeof TRIGGERS} type of the node, without the name of the package
 * @property {Record<string, unknown>} credential what differs from that of the demo's trigger
 * @property {object} parameters of Run and Wait, unless they say otherwise
 * @property {object} [settings]
 * @property {object} [workflowSettings]
 * @property {boolean} [activate]
 * @property {(workflow: any) => void} [rewire] what else the workflow has
 */

/**
 * Stores credential and workflow, publishes it, and offers what a test does with it.
 * @param {any} n8n @param {RunnerOptions} options
 */
async function addRunner(n8n, { packageName = ALL_IN_ONE, type, credential, parameters, settings, workflowSettings, activate = true, rewire = () => {} }) {
	const { label: name, credentialType, credential: usual } = TRIGGERS[type];
	const stored = await n8n.client.createCredential({ name: `${name} of a test`, type: credentialType, data: { ...usual, ...credential } });
	const node = { type, name, credential: { type: credentialType, id: stored.id, name: stored.name }, parameters: { operation: 'runAndWait', ...parameters } };
	const { path, workflow } = runnerWorkflow({ packageName, ...node, settings, workflowSettings });
	rewire(workflow);
	const { id: workflowId } = await n8n.client.createWorkflow(workflow);
	if (activate) await n8n.client.activate(workflowId);

	/** The newest execution. */
	const execution = async () => (await n8n.client.executions({ workflowId })).at(-1);
	/** @param {string} wanted @param {number} [timeoutMs] */
	const reaches = async (wanted, timeoutMs = 60_000) => {
		for (const deadline = Date.now() + timeoutMs; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
			const found = await execution();
			if (found?.status === wanted) return found;
			if (Date.now() > deadline) throw new Error(`Waited for an execution that is ${wanted}, there is: ${JSON.stringify(found)}`);
		}
	};

	return {
		workflowId: /** @type {string} */ (workflowId),
		credentialId: /** @type {string} */ (stored.id),
		nodeName: name,
		/** @param {string[]} [entries] @param {string} [endpoint] @param {string} [baseUrl] of the process that takes it */
		start: async (entries = ['mugs'], endpoint = 'webhook', baseUrl = n8n.baseUrl) => {
			const body = JSON.stringify({ entries: entries.map((what) => ({ what })) });
			const { status } = await request(`${baseUrl}/${endpoint}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
			if (status !== 200) throw new Error(`The workflow was not started: HTTP ${status}`);
		},
		execution,
		status: async () => (await execution())?.status,
		/** The execution once n8n has stored that it sleeps. */
		asleep: async () => await reaches('waiting'),
		succeeded: async () => await reaches('success'),
		failed: async () => await reaches('error'),
		reaches,
		/** What the node handed on, by output. @returns {Promise<any[][]>} */
		outputs: async () => {
			const { id } = /** @type {any} */ (await execution());
			const { data } = await n8n.client.execution(id);
			const last = (data.resultData.runData[name] ?? []).at(-1);
			return (last?.data?.main ?? []).map((/** @type {any[] | null} */ items) => (items ?? []).map(({ json }) => json));
		},
		/** What a node handed on each time that it ran, by run and output. @param {string} node @returns {Promise<any[][][]>} */
		runsOf: async (node) => {
			const { id } = /** @type {any} */ (await execution());
			const { data } = await n8n.client.execution(id);
			return (data.resultData.runData[node] ?? []).map((/** @type {any} */ run) =>
				(run.data?.main ?? []).map((/** @type {any[] | null} */ items) => (items ?? []).map(({ json }) => json)),
			);
		},
		/** The items of a node. @param {string} node */
		itemsOf: async (node) => await n8n.client.outputOf((await execution())?.id, node),
		/** Why the execution failed. */
		failure: async () => {
			const { id } = /** @type {any} */ (await execution());
			return (await n8n.client.execution(id)).data.resultData.error;
		},
	};
}

module.exports = { addRunner };
