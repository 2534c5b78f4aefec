// @ts-check

/** The name of the event as one page of the documents has it, and as the other one has it. */
const generations = ['short', 'prefixed'];
const events = ['completed', 'failed', 'cancelled'];
const statuses = ['completed', 'failed', 'cancelled'];

/** What is sent where nothing else is asked for. */
const usual = (status = 'completed') => ({ generation: 'short', event: status, status });

/**
 * A delivery as SmartBrowse sends it: not signed, but with the header that the user configured.
 * @param {import('./signer').Order} order
 * @returns {import('./signer').Delivery}
 */
function sign(order) {
	return {
		headers: { 'content-type': 'application/json', [(order.headerName ?? 'Authorization').toLowerCase()]: order.secret },
		body: order.body ?? Buffer.from(JSON.stringify(sample(order))),
	};
}

/** @param {import('./signer').Order} order */
function sample({ generation, event, status, now, runId = 'k7Xb9dRmQ2p' }) {
	const failed = status === 'failed';
	return {
		event: generation === 'prefixed' ? `smartbrowse.${event}` : event,
		timestamp: new Date(now - 1000).toISOString(),
		run_id: runId,
		recipe_id: 'm3Yc2tFvN8q',
		status,
		pages_extracted: failed ? 0 : 5,
		items_extracted: failed ? 0 : 87,
		credits_used: failed ? 0 : 10,
		mode: failed ? '' : 'replay',
		drift: failed ? 0 : 0.02,
		warnings: [],
		error: failed ? 'target page did not load within timeout' : '',
	};
}

module.exports = { generations, events, statuses, usual, sign };
