// @ts-check
const { setTimeout: delay } = require('node:timers/promises');

const { skyvern } = require('../deliveries');
const { request } = require('../n8n');

/** Deliveries under way at once. */
const STREAMS = 4;

/** @typedef {{ runId: string, answers: string[], acknowledged: boolean }} Event one event at the provider, and what n8n answered to each attempt */

/**
 * @param {{ urls: string[], secret: string }} workflow its address at each webhook processor
 * @param {string} name part of its run ids
 */
function createProvider({ urls, secret }, name) {
	/** @type {Event[]} */
	const events = [];
	let turn = 0;

	/** @returns {Event} */
	function event() {
		const created = { runId: `tsk_${name}${events.length}x`, answers: [], acknowledged: false };
		events.push(created);
		return created;
	}

	/**
	 * One attempt, at the next processor in turn unless one is named.
	 * @param {Event} of @param {{ processor?: number, changes?: Partial<import('../deliveries/signer').Order>, headers?: Record<string, string> }} [options]
	 *   `headers`: in the place of those of the delivery
	 * @returns {Promise<string>} the HTTP status and the answer's
	 */
	async function send(of, { processor = turn++ % urls.length, changes = {}, headers } = {}) {
		const delivery = skyvern.sign({ generation: 'code', event: 'task_run', status: 'completed', secret, now: Date.now(), runId: of.runId, ...changes });
		const answer = await request(urls[processor], { method: 'POST', ...delivery, ...(headers && { headers }), timeoutMs: 15_000 }).then(
			({ status, body }) => `${status} ${/"status":"(\w+)"/.exec(body)?.[1] ?? ''}`.trim(),
			() => 'none',
		);
		of.answers.push(answer);
		if (answer.startsWith('200')) of.acknowledged = true;
		return answer;
	}

	return {
		events,
		event,
		send,
		/** Does the same for each of many, a few at once. @template T @param {T[]} list @param {(one: T) => Promise<unknown>} task */
		forEach: async (list, task) => {
			const left = [...list];
			const stream = async () => {
				for (let one = left.shift(); one !== undefined; one = left.shift()) await task(one);
			};
			await Promise.all(Array.from({ length: STREAMS }, stream));
		},
		/** Sends new events through the processors in turn, for a time; a failed attempt is left to retry(). @param {number} ms */
		stream: async (ms) => {
			const end = Date.now() + ms;
			const stream = async () => {
				while (Date.now() < end) if ((await send(event())) === 'none') await delay(100);
			};
			await Promise.all(Array.from({ length: STREAMS }, stream));
		},
		/** Tries again what was not acknowledged, each time at the next processor. */
		retry: async () => {
			for (let tries = 0; tries < 30 && events.some(({ acknowledged }) => !acknowledged); tries += 1) {
				for (const one of events.filter(({ acknowledged }) => !acknowledged)) await send(one);
				await delay(500);
			}
		},
	};
}

module.exports = { createProvider };
