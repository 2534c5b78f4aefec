// @ts-check
require('reflect-metadata');
const { DataDeduplicationService, ExecuteContext, HookContext } = require('n8n-core');

const { keepLog, workflowOf } = require('./webhook/webhookContext');

/**
 * A trigger on n8n's real hook context, while its workflow is activated.
 * @param {object} call
 * @param {import('n8n-workflow').INodeType} call.nodeType
 * @param {unknown} call.credential decrypted, or why n8n cannot decrypt it
 */
function hookContext({ nodeType, credential }) {
	const { node, workflow } = workflowOf({ nodeType });
	const additionalData = {
		credentialsHelper: {
			isCredentialUsableByNode: () => true,
			getDecrypted: async () => {
				if (credential instanceof Error) throw credential;
				return credential;
			},
		},
	};
	const context = new HookContext(workflow, node, /** @type {any} */ (additionalData), 'trigger', 'activate');
	return { context, logged: keepLog(context) };
}

/** @typedef {import('n8n-workflow').INodeExecutionData} Item */

/** n8n has one for the process. @type {import('n8n-workflow').IDataDeduplicator | undefined} */
let current;

/**
 * The first step of an execution, on n8n's real execute context.
 * @param {object} call
 * @param {import('n8n-workflow').INodeType} call.nodeType
 * @param {Item[]} call.items
 * @param {string} call.executionId
 * @param {import('n8n-workflow').IDataDeduplicator} call.table n8n's deduplication table
 * @param {import('n8n-workflow').WorkflowExecuteMode} [call.mode]
 * @param {Record<string, unknown>} [call.parameters]
 * @param {Record<string, unknown> | Error} [call.credential] decrypted, or why n8n cannot decrypt it
 * @param {Record<string, string>} [call.apiHeaders] what the credential adds to a request
 * @param {AbortSignal} [call.cancelled]
 * @param {object} [call.nodeSettings] for example Retry On Fail
 */
async function executeContext({
	nodeType,
	items,
	executionId,
	table,
	mode = 'webhook',
	parameters,
	credential = {},
	apiHeaders = {},
	cancelled,
	nodeSettings = {},
}) {
	if (current === undefined) await DataDeduplicationService.init(/** @type {any} */ (new Proxy({}, { get: (_none, call) => Reflect.get(/** @type {object} */ (current), call).bind(current) })));
	current = table;
	const { node, workflow } = workflowOf({ nodeType, parameters });
	Object.assign(node, nodeSettings);
	const additionalData = {
		executionId,
		credentialsHelper: {
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
			getDecrypted: async () => {
				if (credential instanceof Error) throw credential;
				return { ...credential };
			},
			preAuthentication: async () => undefined,
			authenticate: async (/** @type {unknown} */ _data, /** @type {unknown} */ _type, /** @type {any} */ request) => ({
				...request,
				headers: { ...request.headers, ...apiHeaders },
			}),
		},
	};
	const data = { main: [items] };
	const executeData = { data, node, source: null };
	const run = { resultData: { runData: {} }, executionData: { contextData: {} } };
	const context = new ExecuteContext(workflow, node, /** @type {any} */ (additionalData), mode, /** @type {any} */ (run), 0, items, data, executeData, [], cancelled);
	return { context, logged: keepLog(context) };
}

module.exports = { hookContext, executeContext };
