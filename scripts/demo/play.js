// @ts-check
const { request } = require('../n8n/request');
const { scenes } = require('./deliveries');
const { table } = require('./table');
const { TRIGGERS } = require('./triggers');

/** @typedef {import('./triggers').ProviderId} ProviderId */

/**
 * Sends every scene of each provider that has a trigger and tells what became of it.
 * @param {Awaited<ReturnType<typeof import('../n8n').startN8n>>} n8n
 * @param {Partial<Record<ProviderId, { workflowId: string, path: string }>>} triggers
 */
async function playAll(n8n, triggers) {
	const rows = [['Provider', 'Delivery', 'Answer', 'Status', 'Reason', 'Execution', '']];
	let passed = 0;
	let failed = 0;
	const logged = n8n.logText().length;
	for (const [id, { workflowId, path }] of Object.entries(triggers)) {
		const provider = /** @type {ProviderId} */ (id);
		const { label, secret } = TRIGGERS[provider];
		let known = 0;
		for (const { name, delivery, status, answer } of scenes(provider, secret, Date.now())) {
			const { status: actual, body } = await request(`${n8n.baseUrl}/${path}`, { method: 'POST', ...delivery });
			const executions = await executionsAfter(n8n, workflowId, known, answer === 'accepted');
			const started = executions.slice(known).map(({ id }) => `#${id}`);
			known = executions.length;
			const { status: word, reason } = answerOf(body);
			const ok = actual === status && word === answer && started.length === (answer === 'accepted' ? 1 : 0);
			if (ok) passed += 1;
			else failed += 1;
			rows.push([label, name, String(actual), word, reason ?? '', started.join(' ') || '–', ok ? 'ok' : 'UNEXPECTED']);
		}
	}
	addReasons(rows, n8n.logText().slice(logged));
	return { text: table(rows), passed, failed };
}

/**
 * The execution of an accepted delivery is stored before the answer; its end is waited for, so that the
 * next one can be told apart.
 * @param {Awaited<ReturnType<typeof import('../n8n').startN8n>>} n8n
 * @param {string} workflowId
 * @param {number} known
 * @param {boolean} expectsOne
 */
async function executionsAfter(n8n, workflowId, known, expectsOne) {
	return expectsOne
		? await n8n.client.waitForExecutions({ workflowId, count: known + 1 })
		: await n8n.client.executions({ workflowId });
}

/**
 * A caller who is refused with 401 does not learn why; n8n's log says it, in the order of the deliveries.
 * @param {string[][]} rows
 * @param {string} log
 */
function addReasons(rows, log) {
	for (const { label } of Object.values(TRIGGERS)) {
		const reasons = [...log.matchAll(new RegExp(`^${label} delivery refused .*\\(reason: (\\w+)\\)`, 'gm'))].map(([, reason]) => reason);
		for (const row of rows.filter(([name, , , status]) => name === label && status === 'refused')) row[4] = reasons.shift() ?? row[4];
	}
}

/** @param {string} body @returns {{ status: string, reason?: string }} */
function answerOf(body) {
	try {
		return JSON.parse(body);
	} catch {
		return { status: body.slice(0, 60) };
	}
}

module.exports = { playAll };
