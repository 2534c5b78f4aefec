// @ts-check
const { startSkyvernApi } = require('../../test/standIns/skyvernApi');
const { TRIGGERS } = require('../demo/triggers');
const { open } = require('./steps');

/** @typedef {import('playwright-core').Page} Page */

/**
 * Builds a workflow that starts a Skyvern run and sleeps until its report, and executes it to its end, in the editor as a user does.
 * @param {any} n8n @param {Page} page
 * @param {{ check: () => Promise<void>, picture: (name: string) => Promise<void>, until: (what: string, holds: () => Promise<boolean>) => Promise<void> }} tools
 */
async function walkRun(n8n, page, { check, picture, until }) {
	const { credentialType, credential, label, secret } = TRIGGERS.skyvern;
	const api = await startSkyvernApi({ apiKey: secret });
	try {
		// n8n chooses the one credential that is there by itself.
		for (const { id, type } of await n8n.client.call('GET', '/credentials')) if (type === credentialType) await n8n.client.call('DELETE', `/credentials/${id}`);
		await n8n.client.createCredential({ name: label, type: credentialType, data: { ...credential, baseUrl: api.baseUrl } });
		await open(page, `${n8n.baseUrl}/workflow/new`);
		await page.getByTestId('canvas-add-button').click();
		await choose(page, 'manually', 'Trigger manually');
		await page.getByTestId('canvas-handle-plus').first().click();
		await choose(page, 'skyvern', label);
		await page.getByTestId('node-creator-item-name').filter({ hasText: 'Start a run and wait for its end' }).first().click();
		await page.getByTestId('node-parameters').waitFor();
		await page.getByTestId('parameter-input-prompt').locator('textarea').first().fill('Find the price of the blue mug');
		await page.getByTestId('parameter-input-prompt').locator('textarea').first().blur();
		await check();
		await picture('run-panel');
		await page.getByTestId('node-execute-button').click();
		await until('the execution to sleep', async () => (await n8n.client.executions()).some((/** @type {any} */ { status }) => status === 'waiting'));
		await api.end(api.latest());
		await page.getByTestId('output-panel').getByText('succeeded').first().waitFor();
		await check();
		await picture('run-item');
	} finally {
		await api.stop();
	}
}

/** Looks for a node in the creator. @param {Page} page @param {string} words @param {string} name */
async function choose(page, words, name) {
	await page.getByTestId('node-creator-search-bar').fill(words);
	await page.getByTestId('node-creator-item-name').filter({ hasText: name }).first().click();
}

module.exports = { walkRun };
