// @ts-check
const { say } = require('../prepare');
const { openPage } = require('./browser');

/** @typedef {import('playwright-core').Page} Page */

/**
 * What a user does in the node creator to get one node.
 * @typedef {object} Pick
 * @property {readonly string[]} words typed into the search, one after the other: each must find the first entry. None for one that is offered unasked
 * @property {readonly string[]} entries clicked one after the other: a node, and the action that its list offers
 */

/** An editor that is still loading may close the creator again, or draw its list anew under a click. */
const TRIES = 3;
const PATIENCE = { timeout: 30_000 };

/**
 * A new workflow with these nodes in a row, the panel of the last one open. A try that gets stuck is given up for another new workflow, so
 * that no node is there twice.
 * @param {Page} page @param {string} baseUrl @param {readonly Pick[]} picks
 */
async function buildWorkflow(page, baseUrl, picks) {
	for (let tries = 1; ; tries += 1) {
		try {
			await openPage(page, `${baseUrl}/workflow/new`);
			for (const [index, pick] of picks.entries()) {
				await page.getByTestId(index === 0 ? 'canvas-add-button' : 'canvas-handle-plus').first().click(PATIENCE);
				await choose(page, pick);
			}
			await page.getByTestId('node-parameters').waitFor(PATIENCE);
			return;
		} catch (error) {
			if (tries === TRIES) throw error;
			say(`again   ${/** @type {Error} */ (error).message.split('\n')[0]}`);
		}
	}
}

/** @param {Page} page @param {Pick} pick */
async function choose(page, { words, entries }) {
	const entry = (/** @type {string} */ name) => page.getByTestId('node-creator-item-name').filter({ hasText: name }).first();
	const search = page.getByTestId('node-creator-search-bar');
	for (const word of words) {
		// The list follows a moment later. What the words before have found would pass for found.
		await search.fill('', PATIENCE);
		await entry(entries[0]).waitFor({ ...PATIENCE, state: 'hidden' });
		await search.fill(word, PATIENCE);
		await entry(entries[0]).waitFor(PATIENCE);
	}
	for (const name of entries) await entry(name).click(PATIENCE);
}

module.exports = { buildWorkflow };
