// @ts-check
'use strict';

const { setTimeout: delay } = require('node:timers/promises');

const { decodeFlatted } = require('./flatted');

const POLL_MS = 100;
const PAGE_SIZE = 100;
const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);

/**
 * @typedef {object} ExecutionSummary
 * @property {string} id
 * @property {string} workflowId
 * @property {string} status "success", "error", "running", ...
 * @property {string} mode "webhook", "manual", ...
 */

/**
 * @param {import('./rest').RestClient} rest
 */
function executionCalls(rest) {
	/**
	 * @param {{ workflowId?: string }} [filter]
	 * @returns {Promise<ExecutionSummary[]>} all of them, oldest first
	 */
	const executions = async ({ workflowId } = {}) => {
		/**
		 * By id: n8n asks for the running and for the ended ones side by side, so one that ends in between is told twice.
		 * @type {Map<string, ExecutionSummary>}
		 */
		const found = new Map();
		/** @type {string | undefined} */
		let cursor;
		do {
			const query = new URLSearchParams({
				limit: String(PAGE_SIZE),
				...(workflowId === undefined ? {} : { filter: JSON.stringify({ workflowId }) }),
				...(cursor === undefined ? {} : { cursor }),
			});
			const page = await rest.call('GET', `/executions?${query}`);
			for (const summary of page.results) found.set(summary.id, summary);
			cursor = page.nextCursor ?? undefined;
		} while (cursor !== undefined);
		return [...found.values()].sort((a, b) => Number(a.id) - Number(b.id));
	};

	/**
	 * @param {string} id
	 * @returns {Promise<any>} as the editor gets it, with its data decoded: data.resultData.runData[node][run]
	 */
	const execution = async (id) => {
		const stored = await rest.call('GET', `/executions/${id}`);
		return { ...stored, data: decodeFlatted(stored.data) };
	};

	return {
		executions,
		execution,

		/**
		 * @param {string} executionId
		 * @param {string} nodeName
		 * @returns {Promise<any[]>} the json of every item the node put out in its first run, on its first output
		 */
		outputOf: async (executionId, nodeName) => {
			const { data } = await execution(executionId);
			const [run] = data.resultData.runData[nodeName] ?? [];
			return (run?.data?.main?.[0] ?? []).map((/** @type {{ json: unknown }} */ item) => item.json);
		},

		/** As the editor's Stop button does. @param {string} id */
		stopExecution: async (id) => {
			await rest.call('POST', `/executions/${id}/stop`);
		},

		/**
		 * @param {{ workflowId?: string, count: number, finished?: boolean, timeoutMs?: number }} options
		 * @returns {Promise<ExecutionSummary[]>} all executions, once at least `count` of them are there (and finished)
		 * @throws {Error} listing what is there when time is up
		 */
		waitForExecutions: async ({ workflowId, count, finished = true, timeoutMs = 30_000 }) => {
			const deadline = Date.now() + timeoutMs;
			for (;;) {
				const found = await executions(workflowId === undefined ? {} : { workflowId });
				const counted = finished ? found.filter(({ status }) => !UNFINISHED.has(status)) : found;
				if (counted.length >= count) return found;
				if (Date.now() > deadline) {
					const seen = found.map(({ id, status }) => `${id} ${status}`).join(', ') || 'none';
					throw new Error(`Waited ${timeoutMs / 1000} s for ${count} executions, there are: ${seen}`);
				}
				await delay(POLL_MS);
			}
		},
	};
}

module.exports = { executionCalls };
