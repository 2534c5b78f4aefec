// @ts-check
const { TRIGGERS } = require('../demo/triggers');
const { openPage } = require('./browser');
const { buildWorkflow } = require('./nodeCreator');

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
	await openPage(page, `${baseUrl}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
	await page.locator('input[name="password"]').fill(owner.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((url) => !url.pathname.includes('signin'));
}

/** A new workflow with the trigger in it, its panel open. @param {Page} page @param {string} baseUrl @param {ProviderId} provider */
async function addTrigger(page, baseUrl, provider) {
	const { words, action } = SEARCHES[provider];
	await buildWorkflow(page, baseUrl, [{ words, entries: [TRIGGERS[provider].label, action] }]);
}

/** Creates the node's credential in its modal, unless there is one already. @param {Page} page @param {ProviderId} provider */
async function createCredential(page, provider) {
	const { label, secret } = TRIGGERS[provider];
	const none = page.getByTestId('node-credentials-empty-state');
	const chosen = page.getByTestId('node-credentials-select');
	await none.or(chosen).first().waitFor();
	// n8n chooses the one credential that is there by itself.
	if (await chosen.isVisible()) return;
	const dialog = page.getByTestId('editCredential-modal');
	await opening(none.getByRole('button').first(), dialog);
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
	const entry = page.locator('.el-select-dropdown__item:visible').filter({ has: page.getByText(name, { exact: true }) }).first();
	await opening(input.locator('.el-select__caret').first(), entry);
	await entry.click();
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
	const confirm = page.getByTestId('workflow-publish-button');
	await opening(page.getByTestId('workflow-open-publish-modal-button'), confirm);
	await confirm.click();
}

/**
 * Clicks what opens something, and once more where that does not open: an editor that is still loading draws a button anew under the click.
 * @param {import('playwright-core').Locator} button @param {import('playwright-core').Locator} opened
 */
async function opening(button, opened) {
	await button.click();
	try {
		await opened.waitFor({ timeout: 30_000 });
	} catch {
		if (!(await opened.isVisible())) await button.click();
		await opened.waitFor();
	}
}

module.exports = { logIn, addTrigger, createCredential, chooseStatus, complaints, listen, publish };
