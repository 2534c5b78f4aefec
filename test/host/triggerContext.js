// @ts-check
require('reflect-metadata');
const { TriggerContext } = require('n8n-core');
const { Workflow } = require('n8n-workflow');

const { Claims } = require('../../nodes/delivery/claims');
const { ClaimedRows } = require('../../nodes/host/deduplication/claimedRows');
const { RefusalLog } = require('../../nodes/host/webhook/refusalLog');
const { queues } = require('../../nodes/host/process');

/**
 * A trigger on n8n's real trigger context, its HTTP client included: only the schedule and the storing of
 * executions are stood in for.
 * @param {object} call
 * @param {import('n8n-workflow').INodeType} call.nodeType
 * @param {Record<string, string> | Error} call.credential decrypted, or why n8n cannot decrypt it
 * @param {Record<string, string>} [call.apiHeaders] what the credential adds to a request
 * @param {Record<string, unknown>} [call.options]
 * @param {Record<string, unknown>} [call.parameters]
 * @param {'trigger' | 'manual'} [call.mode]
 * @param {object} [call.staticData] what n8n has kept
 */
function triggerContext({ nodeType, credential, apiHeaders = {}, options = {}, parameters = {}, mode = 'trigger', staticData = {} }) {
	const { description } = nodeType;
	const credentialType = description.credentials?.[0].name ?? '';
	const defaults = Object.fromEntries(description.properties.map(({ name, default: value }) => [name, value]));
	const node = {
		id: 'node-1',
		name: description.displayName,
		type: `n8n-nodes-browser-agents.${description.name}`,
		typeVersion: 2,
		position: /** @type {[number, number]} */ ([0, 0]),
		parameters: /** @type {import('n8n-workflow').INodeParameters} */ ({ ...defaults, ...parameters, options }),
		credentials: { [credentialType]: { id: 'credential-1', name: 'Credential' } },
	};
	const workflow = new Workflow({
		id: 'workflow-1',
		name: 'Workflow',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes: /** @type {any} */ ({ getByNameAndVersion: () => nodeType, getByName: () => nodeType, getKnownTypes: () => ({}) }),
		staticData: /** @type {any} */ (staticData),
	});
	/** @type {string[]} */
	const logged = [];
	/** @type {Array<{ item: any, key: string | undefined, done: any }>} */
	const emitted = [];
	/** @type {Array<() => void>} */
	const ticks = [];
	const additionalData = {
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
	const emit = (/** @type {any} */ data, /** @type {unknown} */ _response, /** @type {any} */ done, /** @type {string} */ key) =>
		void emitted.push({ item: data[0][0].json, key, done });
	/** @type {string[]} */
	const crons = [];
	const registerCron = (/** @type {{ expression: string }} */ { expression }, /** @type {() => void} */ tick) => {
		crons.push(expression);
		ticks.push(tick);
	};
	const schedule = { registerCron };
	const context = /** @type {any} */ (
		new TriggerContext(workflow, node, /** @type {any} */ (additionalData), mode, 'activate', emit, () => {}, () => {}, /** @type {any} */ (schedule))
	);
	const keep = (/** @type {string} */ message) => void logged.push(message);
	Object.defineProperty(context, 'logger', { value: { debug: keep, info: keep, warn: keep, error: keep } });
	return { context, logged, emitted, ticks, crons, staticData: workflow.staticData };
}

/** A process of its own, whose clock stands still until it is moved. @param {number} now */
function processAt(now) {
	const clock = { now };
	/** @type {number[]} */
	const waits = [];
	return {
		clock,
		waits,
		now: () => clock.now,
		claims: new Claims(2 * 86_400_000, 1000),
		passed: new Claims(3_600_000, 1000),
		refusals: new RefusalLog(),
		claimedRows: new ClaimedRows(),
		credentialReads: new Map(),
		looks: new Map(),
		wait: async (/** @type {number} */ ms) => void waits.push(ms),
		timeLimit: (/** @type {number} */ ms) => AbortSignal.timeout(ms),
		oneAtATime: queues(),
	};
}

module.exports = { triggerContext, processAt };
