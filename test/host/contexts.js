// @ts-check
require('reflect-metadata');
const { DataDeduplicationService, ExecuteContext, HookContext } = require('n8n-core');

const { keepLog, workflowOf } = require('./webhookContext');

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
/** @typedef {(entries: string[], scope: string, options: import('n8n-workflow').ICheckProcessedOptions) => Promise<{ new: unknown[], processed: unknown[] }>} Ask */

/** @type {Ask | undefined} */
let ask;

/**
 * The first step of an execution, on n8n's real execute context.
 * @param {object} call
 * @param {import('n8n-workflow').INodeType} call.nodeType
 * @param {Item[]} call.items
 * @param {string} call.executionId
 * @param {Ask} call.table n8n's deduplication table
 * @param {import('n8n-workflow').WorkflowExecuteMode} [call.mode]
 * @param {Record<string, unknown>} [call.parameters]
 */
async function executeContext({ nodeType, items, executionId, table, mode = 'webhook', parameters }) {
	if (ask === undefined) {
		await DataDeduplicationService.init(/** @type {any} */ ({
			checkProcessedAndRecord: async (/** @type {string[]} */ entries, /** @type {string} */ scope, /** @type {unknown} */ _where, /** @type {any} */ options) =>
				await ask?.(entries, scope, options),
		}));
	}
	ask = table;
	const { node, workflow } = workflowOf({ nodeType, parameters });
	const data = { main: [items] };
	const executeData = { data, node, source: null };
	const run = { resultData: { runData: {} } };
	const context = new ExecuteContext(workflow, node, /** @type {any} */ ({ executionId }), mode, /** @type {any} */ (run), 0, items, data, executeData, []);
	return { context, logged: keepLog(context) };
}

module.exports = { hookContext, executeContext };
