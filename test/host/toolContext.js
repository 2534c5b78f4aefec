// @ts-check
require('reflect-metadata');
const { SupplyDataContext } = require('n8n-core');
const { makeHandleToolInvocation } = require('n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data');

const { keepLog, workflowOf } = require('./webhook/webhookContext');

/**
 * A main node as a tool, called by n8n's own wrapper: all calls belong to one step, that of the agent.
 * @param {object} call
 * @param {import('n8n-workflow').INodeType} call.nodeType
 * @param {Record<string, unknown>} call.parameters
 * @param {Record<string, unknown>} call.credential decrypted
 * @param {Record<string, string>} call.apiHeaders what the credential adds to a request
 * @param {object} [call.nodeSettings] for example Retry On Fail
 * @param {(context: any) => Promise<any>} call.execute
 * @returns {(query: import("n8n-workflow").IDataObject) => Promise<any>} what the agent is told
 */
function toolOf({ nodeType, parameters, credential, apiHeaders, nodeSettings = {}, execute }) {
	const { node, workflow } = workflowOf({ nodeType, parameters });
	Object.assign(node, { type: `${node.type}Tool` }, nodeSettings);
	const additionalData = {
		executionId: '1',
		credentialsHelper: {
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
			getDecrypted: async () => ({ ...credential }),
			preAuthentication: async () => undefined,
			authenticate: async (/** @type {unknown} */ _data, /** @type {unknown} */ _type, /** @type {any} */ request) => ({
				...request,
				headers: { ...request.headers, ...apiHeaders },
			}),
		},
	};
	const run = /** @type {any} */ ({ resultData: { runData: {} }, executionData: { contextData: {}, metadata: {} } });
	const agent = { ...node, id: 'agent', name: 'Agent', type: '@n8n/n8n-nodes-langchain.agent' };
	const executeData = /** @type {any} */ ({ node: agent, data: { main: [[{ json: {} }]] }, source: null });
	const contextFactory = (/** @type {number} */ runIndex) => {
		const context = new SupplyDataContext(workflow, node, /** @type {any} */ (additionalData), 'trigger', run, runIndex, [], {}, 'ai_tool', executeData, [], undefined, agent);
		keepLog(context);
		return context;
	};
	const called = /** @type {any} */ ({ ...nodeType, description: nodeType.description, execute: async function () { return await execute(this); } });
	const invoke = makeHandleToolInvocation(contextFactory, node, called, run);
	return async (query) => JSON.parse(await invoke(query));
}

module.exports = { toolOf };
