// @ts-check
const { TRIGGERS } = require('../demo/triggers');

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../demo/triggers').ProviderId} ProviderId */

/** What a user types into the node creator, the action chosen there, and the credential's field for the secret. */
const SEARCHES = {
	browserUse: { words: ['browser use'], action: 'On task status', field: 'signingSecret' },
	skyvern: { words: ['skyvern'], action: 'On task run', field: 'apiKey' },
	smartBrowse: { words: ['webscrape', 'smartbrowse'], action: 'On completed', field: 'headerValue' },
	firecrawl: { words: ['firecrawl', 'crawler'], action: 'On crawl completed', field: 'webhookSecret' },
};

/** Logs in as the owner. @param {Page} page @param {string} baseUrl @param {import('../n8n/rest').Owner} owner */
async function logIn(page, baseUrl, owner) {
	await open(page, `${baseUrl}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
	await page.locator('input[name="password"]').fill(owner.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((url) => !url.pathname.includes('signin'));
}

/** A page that a busy machine did not bring in time is asked for once more. @param {Page} page @param {string} url */
async function open(page, url) {
	try {
		await page.goto(url);
	} catch {
		await page.goto(url);
	}
}

/** A new workflow with the trigger in it, its panel open. @param {Page} page @param {string} baseUrl @param {ProviderId} provider */
async function addNode(page, baseUrl, provider) {
	const { label } = TRIGGERS[provider];
	await open(page, `${baseUrl}/workflow/new`);
	await page.getByTestId('canvas-add-button').click();
	const found = page.getByTestId('node-creator-item-name').filter({ hasText: label }).first();
	for (const word of SEARCHES[provider].words) {
		await page.getByTestId('node-creator-search-bar').fill(word);
		await found.waitFor();
	}
	await found.click();
	await page.getByTestId('node-creator-item-name').filter({ hasText: SEARCHES[provider].action }).first().click();
	await page.getByTestId('node-parameters').waitFor();
}

/** Creates the node's credential in its modal, unless there is one already. @param {Page} page @param {ProviderId} provider */
async function createCredential(page, provider) {
	const { label, secret } = TRIGGERS[provider];
	const none = page.getByTestId('node-credentials-empty-state');
	const chosen = page.getByTestId('node-credentials-select');
	await none.or(chosen).first().waitFor();
	// n8n chooses the one credential that is there by itself.
	if (await chosen.isVisible()) return;
	await none.getByRole('button').first().click();
	const dialog = page.getByTestId('editCredential-modal');
	const field = dialog.getByTestId(`parameter-input-${SEARCHES[provider].field}`).locator('input');
	const save = dialog.getByTestId('credential-save-button');
	// n8n asks its server for a name; before it has one, it cannot save.
	await dialog.getByTestId('credential-name').filter({ hasText: label }).waitFor();
	if (provider === 'smartBrowse') {
		await field.fill('x');
		await save.click();
		await dialog.getByText('More details').click();
		await dialog.getByText(/to copy, made just now: Bearer [0-9a-f]{48}/).waitFor();
	}
	await field.fill(secret);
	await save.click();
	await dialog.getByText('Couldn’t connect with these settings').waitFor({ state: 'hidden' });
	// The modal closes by itself when n8n's test of the credential succeeds; otherwise a user closes it.
	await chosen.waitFor({ state: 'attached' });
	await closeModal(dialog);
	await page.getByTestId('trigger-execute-button').waitFor();
}

/** @param {import('playwright-core').Locator} dialog */
async function closeModal(dialog) {
	const tested = dialog.getByTestId('credential-delete-button');
	await Promise.race([dialog.waitFor({ state: 'hidden' }), tested.waitFor()].map((waiting) => waiting.catch(() => {})));
	const close = dialog.locator('.el-dialog__headerbtn').or(dialog.getByRole('button', { name: /^close/i })).first();
	await Promise.race([dialog.waitFor({ state: 'hidden' }), close.click()].map((waiting) => waiting.catch(() => {})));
	await dialog.waitFor({ state: 'hidden' });
}

/** Adds one status to the filter. @param {Page} page @param {string} name as the panel shows it */
async function chooseStatus(page, name) {
	const input = page.getByTestId('parameter-input-statuses');
	// Anywhere else a choice that is there already could be hit, and removed.
	await input.locator('.el-select__caret').first().click();
	await page.locator('.el-select-dropdown__item:visible').filter({ hasText: name }).first().click();
	await input.getByText(name, { exact: true }).waitFor();
	await page.getByTestId('node-title-container').click();
}

/** What the panel or the editor complains of; empty when all is well. @param {Page} page @returns {Promise<string[]>} */
async function complaints(page) {
	const toasts = page.locator('.el-notification').filter({ has: page.locator('.el-notification--error') }).filter({ visible: true });
	const issues = await page.getByTestId('parameter-issues').filter({ visible: true }).count();
	return [...(await toasts.allInnerTexts()), ...(issues === 0 ? [] : [`${issues} parameters are marked as wrong`])];
}

/** Starts to listen. @param {Page} page */
async function listen(page) {
	await page.getByTestId('trigger-execute-button').click();
	await page.getByTestId('trigger-listening').waitFor();
}

/** Publishes the workflow. @param {Page} page */
async function publish(page) {
	await page.getByTestId('ndv-close-button').click();
	await page.getByTestId('workflow-open-publish-modal-button').click();
	await page.getByTestId('workflow-publish-button').click();
}

module.exports = { SEARCHES, logIn, open, addNode, createCredential, chooseStatus, complaints, listen, publish };
