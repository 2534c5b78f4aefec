// @ts-check
const deliveries = require('../deliveries');

/** @typedef {import('./triggers').ProviderId} ProviderId */

/**
 * @typedef {object} Scene One delivery of the demo and what should become of it.
 * @property {ProviderId} provider
 * @property {string} name
 * @property {import('../deliveries/signer').Delivery} delivery
 * @property {number} status the expected HTTP status
 * @property {string} answer the expected "status" of the answer's body
 */

/**
 * Each generation and status of a provider, then what must not get in.
 * @param {ProviderId} provider
 * @param {string} secret
 * @param {number} now milliseconds since 1970
 * @returns {Scene[]}
 */
function scenes(provider, secret, now) {
	const { sign, generations, statuses, usual } = deliveries[provider];
	let runs = 0;
	const order = (/** @type {object} */ changes = {}) => ({ ...usual(), secret, now, runId: `${RUN_PREFIX[provider]}demo-${++runs}`, ...changes });
	/** @type {(name: string, delivery: import('../deliveries/signer').Delivery, status: number, answer: string) => Scene} */
	const scene = (name, delivery, status, answer) => ({ provider, name, delivery, status, answer });

	const repeated = sign(order());
	const forged = sign(order({ secret: `not-${secret}` }));
	// The only time that Firecrawl signs is in the id of the job.
	const stale = sign(order({ now: now - STALE_DAYS * 86_400_000, runId: undefined }));
	return [
		...generations.map((generation) => scene(`generation ${generation}`, sign(order({ generation })), 200, 'accepted')),
		...statuses.map((status) => {
			const passes = provider !== 'browserUse' || ['idle', 'stopped', 'finished'].includes(status);
			return scene(`status ${status}`, sign(order(usual(status))), 200, passes ? 'accepted' : 'ignored');
		}),
		...tests(provider, order).map((delivery) => scene('test delivery', delivery, 200, 'ignored')),
		scene('a delivery', repeated, 200, 'accepted'),
		scene('the same again', repeated, 200, 'duplicate'),
		scene('forged', forged, 401, 'refused'),
		scene('unsigned', { headers: { 'content-type': 'application/json' }, body: repeated.body }, 401, 'refused'),
		scene(`stale (${STALE_DAYS} days)`, stale, 401, 'refused'),
		scene('not JSON by type', { ...repeated, headers: { ...repeated.headers, 'content-type': 'text/plain' } }, 415, 'refused'),
	];
}

const RUN_PREFIX = { browserUse: '', skyvern: 'tsk_', smartBrowse: '', firecrawl: '' };
/** More than each node's Maximum Age. */
const STALE_DAYS = 8;

/** SmartBrowse and Firecrawl have no test delivery. @param {ProviderId} provider @param {(changes: object) => any} order */
function tests(provider, order) {
	if (!deliveries[provider].events.includes('test')) return [];
	const test = order({ event: 'test', ...(provider === 'skyvern' && { runId: 'tsk_sample_1' }) });
	return [deliveries[provider].sign(test)];
}

module.exports = { scenes };
