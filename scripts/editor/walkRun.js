// @ts-check
const { WAITING_NODES } = require('../demo/runs');
const { TRIGGERS } = require('../demo/triggers');
const { buildWorkflow } = require('./nodeCreator');

/** @typedef {import('playwright-core').Page} Page */

/**
 * What a user picks and types for a run that sleeps. Credential and stand-in are those of the demo.
 * @type {Partial<Record<import('../demo/triggers').ProviderId, { action: string, field: string, text: string }>>}
 */
const SLEEPERS = {
	skyvern: { action: 'Start a run and wait for its end', field: 'prompt', text: 'Find the price of the blue mug' },
	firecrawl: { action: 'Start a job and wait for its end', field: 'url', text: 'https://example.com/mugs' },
};

/**
 * Builds a workflow that starts a run and sleeps until its report, and executes it to its end, in the editor as a user does.
 * @param {any} n8n @param {Page} page @param {import('../demo/triggers').ProviderId} provider
 * @param {{ check: () => Promise<void>, picture: (name: string) => Promise<void>, until: (what: string, holds: () => Promise<boolean>) => Promise<void> }} tools
 * @returns {Promise<boolean>} whether this provider has such runs
 */
async function walkRun(n8n, page, provider, { check, picture, until }) {
	const sleeper = SLEEPERS[provider];
	const node = WAITING_NODES.find(({ type }) => type === provider);
	if (sleeper === undefined || node === undefined) return false;
	const { credentialType, credential, label } = TRIGGERS[provider];
	const api = await node.startApi();
	try {
		// n8n chooses the one credential that is there by itself.
		for (const { id, type } of await n8n.client.call('GET', '/credentials')) if (type === credentialType) await n8n.client.call('DELETE', `/credentials/${id}`);
		await n8n.client.createCredential({ name: label, type: credentialType, data: { ...credential, ...node.credential, baseUrl: api.baseUrl } });
		await buildWorkflow(page, n8n.baseUrl, [
			{ words: [], entries: ['Trigger manually'] },
			{ words: [label], entries: [label, sleeper.action] },
		]);
		const field = page.getByTestId(`parameter-input-${sleeper.field}`).locator('input, textarea').first();
		await field.fill(sleeper.text);
		await field.blur();
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
	return true;
}

module.exports = { walkRun };
