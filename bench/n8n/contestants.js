// @ts-check
'use strict';

/**
 * The workflows that are loaded, each followed by one node that does nothing:
 * the trigger of this package; the core Webhook node, which verifies nothing; what one builds by hand for the same
 * job (../byHand.json, importable as it is); and a community trigger that does nothing (doNothing/), below which none can
 * get. "No table" is the trigger with Ignore Duplicates off: it does not ask n8n's deduplication table in its first step.
 */

const { randomUUID } = require('node:crypto');
const { addTrigger } = require('../../scripts/demo/triggers');
const byHand = require('../byHand.json');

/** Of the trigger that does nothing with it. */
const SECRET = randomUUID();

/** @typedef {'ours' | 'ours, no table' | 'by hand' | 'bare webhook' | 'does nothing' | 'reads a credential'} Contestant */
/** @typedef {{ workflowId: string; url: string }} Target */

const NOTHING = { id: randomUUID(), name: 'Run', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [220, 0], parameters: {} };

/** @param {string} trigger */
const toNothing = (trigger) => ({ [trigger]: { main: [[{ node: NOTHING.name, type: 'main', index: 0 }]] } });

/** @param {object} options */
function oursWorkflow(options) {
	const trigger = {
		id: randomUUID(), name: 'Skyvern Trigger', type: 'n8n-nodes-browser-agents.skyvernTrigger', typeVersion: 2, position: [0, 0],
		parameters: { statuses: ['completed'], options },
	};
	return { name: 'Ours', nodes: [trigger, NOTHING], connections: toNothing(trigger.name) };
}

function bareWorkflow() {
	const webhook = {
		id: randomUUID(), name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2, position: [0, 0], webhookId: randomUUID(),
		parameters: { httpMethod: 'POST', path: 'bare', responseMode: 'onReceived', options: {} },
	};
	return { name: 'Bare webhook', nodes: [webhook, NOTHING], connections: toNothing(webhook.name) };
}

/** @param {object} [credentials] */
function doNothingWorkflow(credentials = {}) {
	const trigger = {
		id: randomUUID(), name: 'Do Nothing Trigger', type: 'CUSTOM.doNothingTrigger', typeVersion: 2, position: [0, 0], webhookId: randomUUID(), parameters: {}, credentials,
	};
	return { name: 'Does nothing', nodes: [trigger, NOTHING], connections: toNothing(trigger.name) };
}

/**
 * @param {{ client: import('../../scripts/n8n/client').Client; baseUrl: string }} n8n
 * @returns {Promise<Record<Contestant, Target>>}
 */
async function addContestants({ client, baseUrl }) {
	/** @param {object} options @returns {Promise<Target>} */
	const addOurs = async (options) => {
		const { workflowId, path } = await addTrigger(client, 'skyvern', { workflow: oursWorkflow(options) });
		return { workflowId, url: `${baseUrl}/${path}` };
	};
	/** @param {any} workflow @returns {Promise<Target>} */
	const add = async (workflow) => {
		const { id, nodes } = await client.createWorkflow(workflow);
		await client.activate(id);
		const { webhookId, parameters } = nodes.find((/** @type {any} */ node) => node.webhookId !== undefined);
		return { workflowId: id, url: `${baseUrl}/webhook/${parameters.path ?? `${webhookId}/webhook`}` };
	};
	const doNothingApi = await client.createCredential({ name: 'Do Nothing API', type: 'doNothingApi', data: { apiKey: SECRET } });
	return {
		'ours': await addOurs({}),
		'ours, no table': await addOurs({ ignoreDuplicates: false }),
		'bare webhook': await add(bareWorkflow()),
		'by hand': await add(byHand),
		'does nothing': await add(doNothingWorkflow()),
		'reads a credential': await add(doNothingWorkflow({ doNothingApi: { id: doNothingApi.id, name: 'Do Nothing API' } })),
	};
}

module.exports = { addContestants };
