// @ts-check
const { randomUUID } = require('node:crypto');

const { TRIGGERS } = require('../../scripts/demo/triggers');
const { request } = require('../../scripts/n8n');
const { ALL_IN_ONE } = require('../../scripts/services/services');

/**
 * A workflow that calls main nodes as an AI agent calls its tools, one after the other within one step: n8n's own Tool Executor, which is
 * an agent without a model. Each tool gets the arguments that stand in the body of the webhook under its name.
 * @param {any} n8n
 * @param {{ type: keyof typeof TRIGGERS, credential: Record<string, unknown>, tools: Record<string, object>, settings?: object }} options `credential`: what differs from that of the demo's trigger; `tools`: parameters by name
 */
async function addToolRunner(n8n, { type, credential, tools, settings = {} }) {
	const { credentialType, credential: usual } = TRIGGERS[type];
	const stored = await n8n.client.createCredential({ name: 'Of a tool', type: credentialType, data: { ...usual, ...credential } });
	const path = randomUUID();
	const names = Object.keys(tools);
	const { id: workflowId } = await n8n.client.createWorkflow({
		name: 'Tools',
		nodes: [
			{ id: randomUUID(), name: 'Call', type: 'n8n-nodes-base.webhook', typeVersion: 2, position: [0, 0], parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} }, webhookId: path },
			{ id: randomUUID(), name: 'Agent', type: '@n8n/n8n-nodes-langchain.toolExecutor', typeVersion: 1, position: [220, 0], parameters: { query: '={{ JSON.stringify($json.body) }}' } },
			...names.map((name, index) => ({
				id: randomUUID(),
				name,
				type: `${ALL_IN_ONE}.${type}Tool`,
				typeVersion: 1,
				position: [220, 200 * (index + 1)],
				parameters: { toolDescription: 'Runs a browser agent', ...tools[name] },
				credentials: { [credentialType]: { id: stored.id, name: stored.name } },
				...settings,
			})),
		],
		connections: {
			Call: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			...Object.fromEntries(names.map((name) => [name, { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] }])),
		},
		settings: { executionOrder: 'v1' },
	});
	await n8n.client.activate(workflowId);

	return {
		/** What the agent is told by each tool, in order, and why the step failed. @param {Record<string, object>} query */
		call: async (query) => {
			await request(`${n8n.baseUrl}/webhook/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(query) });
			const [{ id }] = await n8n.client.waitForExecutions({ workflowId, count: 1 });
			const { data } = await n8n.client.execution(id);
			const items = data.resultData.runData.Agent[0].data?.main[0] ?? [];
			return { told: items.map((/** @type {any} */ { json }) => JSON.parse(json)), error: data.resultData.error?.message };
		},
	};
}

module.exports = { addToolRunner };
