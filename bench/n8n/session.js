// @ts-check
'use strict';

const path = require('node:path');
const { bringUp } = require('../../test/e2e/harness');
const { TRIGGERS } = require('../../scripts/demo/triggers');
const { request } = require('../../scripts/n8n');
const { addContestants } = require('./contestants');
const { startLoader } = require('./loader');

/** @typedef {import('./contestants').Contestant} Contestant */
/** @typedef {import('./load').Kind} Kind */
/** @typedef {{ contestant: Contestant; kind: Kind }} Cell */
/** @typedef {import('./load').Result & { isolates: number | undefined }} Result isolates: how many n8n took in that time; undefined where it has none */
/** @typedef {Map<Cell, Result[]>} Measured one result for each round */

/** The Code node may use crypto; n8n runs it in its own task runner. */
const HOST = { NODE_FUNCTION_ALLOW_BUILTIN: 'crypto', N8N_METRICS: 'true', N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'doNothing') };

/** What a delivery of this kind is answered; everything else means that something is measured which is not meant. @type {Record<Kind, string>} */
const STATUS = { accepted: '200', forged: '401', filtered: '200', duplicate: '200' };

/** How many isolates n8n has taken since its start. @param {string} baseUrl */
async function isolatesOf(baseUrl) {
	const { body } = await request(`${baseUrl}/metrics`);
	const counted = /^n8n_expression_pool_acquired_total (\d+)$/m.exec(body);
	return counted === null ? undefined : Number(counted[1]);
}

/**
 * One n8n with the given settings, loaded by each cell in turns.
 * @param {Record<string, string>} env
 * @param {readonly Cell[]} cells
 * @param {{ rounds: number; seconds: number; connections: number }} bounds
 * @returns {Promise<Measured>}
 */
async function measure(env, cells, { rounds, seconds, connections }) {
	const n8n = await bringUp({ ...HOST, ...env });
	/** @type {Measured} */
	const measured = new Map(cells.map((cell) => [cell, []]));
	const loader = await startLoader(n8n.folder);
	try {
		const targets = await addContestants(n8n);
		let turn = 0;
		/** @param {Cell} cell @param {number} forSeconds */
		const load = async ({ contestant, kind }, forSeconds) => {
			const before = await isolatesOf(n8n.baseUrl);
			const result = await loader.load({ turn: turn++, ...targets[contestant], kind, seconds: forSeconds, connections, secret: TRIGGERS.skyvern.secret });
			const wrong = Object.keys(result.statuses).filter((status) => status !== STATUS[kind]);
			if (wrong.length > 0) throw new Error(`${contestant}, ${kind}: answered ${JSON.stringify(result.statuses)}\n${n8n.logText().slice(-2000)}`);
			const after = await isolatesOf(n8n.baseUrl);
			return { ...result, isolates: before === undefined || after === undefined ? undefined : after - before };
		};
		for (const cell of cells) await load(cell, 1);
		for (let round = 0; round < rounds; round++) {
			// Nobody is always first, when the database is smallest.
			for (let k = 0; k < cells.length; k++) {
				const cell = cells[(k + round * 2) % cells.length];
				measured.get(cell)?.push(await load(cell, seconds));
			}
		}
	} finally {
		loader.stop();
		await n8n.stop();
	}
	return measured;
}

module.exports = { measure };
