// @ts-check
'use strict';

const { setTimeout: delay } = require('node:timers/promises');

const POLL_MS = 100;
/** n8n tries a failing activation five times, 1 + 2 + 4 + 8 seconds apart, before it says so. */
const ACTIVATION_TIMEOUT_MS = 60_000;

/** n8n could not activate a workflow. The message is n8n's own, the one shown to the user. */
class ActivationError extends Error {
	/**
	 * @param {string} workflowId
	 * @param {readonly { nodeId: string, status: string, errorMessage?: string }[]} triggers
	 */
	constructor(workflowId, triggers) {
		const messages = triggers.flatMap(({ errorMessage }) => (errorMessage ? [errorMessage] : []));
		super(messages.join('; ') || `Workflow ${workflowId} could not be activated`);
		this.name = 'ActivationError';
		this.triggers = triggers;
	}
}

/**
 * @param {import('./rest').RestClient} rest
 * @param {import('./versions').Release} release
 */
function workflowCalls(rest, release) {
	/**
	 * @param {string} id
	 * @returns {Promise<any>}
	 */
	const getWorkflow = async (id) => await rest.call('GET', `/workflows/${id}`);

	return {
		getWorkflow,

		/**
		 * @param {{ name: string, nodes: readonly object[], connections: object, settings?: object }} workflow as n8n exports it
		 * @returns {Promise<any>} the stored workflow, with id and each trigger's webhookId
		 */
		createWorkflow: async (workflow) =>
			await rest.call('POST', '/workflows', {
				settings: { executionOrder: 'v1' },
				...(release.wantsActive && { active: false }),
				...workflow,
			}),

		/**
		 * Saves, as the editor does; an active workflow goes on with its published version until activated again.
		 *
		 * @param {string} id
		 * @param {object} changes
		 * @returns {Promise<any>}
		 */
		updateWorkflow: async (id, changes) => {
			const { versionId } = await getWorkflow(id);
			return await rest.call('PATCH', `/workflows/${id}`, { versionId, ...changes });
		},

		/**
		 * Publishes the saved version and waits until its webhooks are registered.
		 *
		 * @param {string} id
		 * @returns {Promise<void>}
		 * @throws {ActivationError} once n8n has given up, about 15 s after the first attempt
		 * @throws {import('./rest').RestError} at once when n8n refuses before trying, for example for a missing credential
		 */
		activate: async (id) => {
			const { versionId } = await getWorkflow(id);
			if (release.activation === 'update') {
				await rest.call('PATCH', `/workflows/${id}`, { versionId, active: true });
				return;
			}
			await rest.call('POST', `/workflows/${id}/activate`, { versionId });
			if (release.activation === 'activate') return;
			const deadline = Date.now() + ACTIVATION_TIMEOUT_MS;
			while (Date.now() < deadline) {
				const { status, triggers } = await rest.call('GET', `/workflows/${id}/publication-status`);
				if (status === 'published') return;
				if (status === 'failed' || status === 'partial') throw new ActivationError(id, triggers);
				await delay(POLL_MS);
			}
			throw new Error(`Workflow ${id} was not published within ${ACTIVATION_TIMEOUT_MS / 1000} s`);
		},

		/**
		 * Unpublishes and waits until the webhooks are gone.
		 *
		 * @param {string} id
		 * @returns {Promise<void>}
		 */
		deactivate: async (id) => {
			if (release.activation === 'update') {
				const { versionId } = await getWorkflow(id);
				await rest.call('PATCH', `/workflows/${id}`, { versionId, active: false });
				return;
			}
			await rest.call('POST', `/workflows/${id}/deactivate`, {});
			if (release.activation === 'activate') return;
			const deadline = Date.now() + ACTIVATION_TIMEOUT_MS;
			while (Date.now() < deadline) {
				const { status } = await rest.call('GET', `/workflows/${id}/publication-status`);
				if (status === 'not_published') return;
				await delay(POLL_MS);
			}
			throw new Error(`Workflow ${id} was still published after ${ACTIVATION_TIMEOUT_MS / 1000} s`);
		},

		/**
		 * @param {string} id
		 * @returns {Promise<void>}
		 */
		deleteWorkflow: async (id) => {
			await rest.call('POST', `/workflows/${id}/archive`, {});
			await rest.call('DELETE', `/workflows/${id}`);
		},
	};
}

module.exports = { ActivationError, workflowCalls };
