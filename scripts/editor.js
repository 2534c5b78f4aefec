// @ts-check
const { mkdirSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const { CACHE, ROOT, say, build, pack } = require('./prepare');

const USAGE = 'npm run test:editor [-- --screenshots]\n  --screenshots  writes the pictures that the documentation shows into docs/\n';
const PATIENCE_MS = 90_000;

/** What only appears where n8n or a panel is broken: a key instead of its text, or an expression in the open. */
const BROKEN = /\b(?:nodeCreator|ndv|nodeView|parameterInput|credentialEdit|generic)\.[a-z]\w+|\{\{|\[object Object\]/;

/** They belong to an earlier step. */
const NO_TOASTS = '.el-notification, .el-tooltip__popper, [role="tooltip"], [data-reka-popper-content-wrapper] { display: none !important }';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./demo/triggers').ProviderId} ProviderId */

/** The wrong secret is told apart in other words where it is no key but the header itself; where the right one is, everywhere. */
const FORGED = {
	browserUse: { message: 'does not fit the body', description: 'secret of this very webhook, account and environment' },
	skyvern: { message: 'does not fit the body', description: 'API key of whoever started the run' },
	smartBrowse: { message: 'is not the one in the credential', description: 'custom header' },
	firecrawl: { message: 'does not fit the body', description: 'one for the whole account, and not the API key' },
};

/** One that is not chosen by default. */
const STATUS = { browserUse: 'Started', skyvern: 'Completed', smartBrowse: 'Completed', firecrawl: 'Completed' };

/** How the item says that the run went. The end of a crawl does not tell, and Include Result is off. */
const OUTCOME = { browserUse: 'succeeded', skyvern: 'succeeded', smartBrowse: 'succeeded', firecrawl: 'unknown' };

/** The pictures that README and docs/refusals.md show, of one provider. */
const PICTURES = ['item', 'refusal'];

/**
 * Sets a trigger up in the editor as a user does, from the search to the published workflow.
 * @param {any} n8n @param {Page} page @param {ProviderId} provider @param {(name: string) => Promise<void>} picture
 */
async function walk(n8n, page, provider, picture) {
	const { addTrigger, chooseStatus, createCredential, listen, publish } = require('./editor/steps');
	const { TRIGGERS } = require('./demo/triggers');
	await addTrigger(page, n8n.baseUrl, provider);
	await createCredential(page, provider);
	await chooseStatus(page, STATUS[provider]);
	await checkPanel(page, provider);
	await picture('panel');

	const output = page.getByTestId('output-panel');
	await listen(page);
	await checkPanel(page, provider);
	const { id, webhookId } = await storedTrigger(n8n, page, provider);
	const testUrl = `${n8n.baseUrl}/webhook-test/${webhookId}/webhook`;
	await deliver(testUrl, provider, TRIGGERS[provider].secret, 200);
	await output.getByText(OUTCOME[provider]).first().waitFor();
	await checkPanel(page, provider);
	// A table of this width shows four fields of twenty.
	await page.getByTestId('radio-button-json').first().click();
	await output.getByText('metadata').first().waitFor();
	await picture('item');

	await listen(page);
	await deliver(testUrl, provider, 'not the secret', 401);
	// From here on an error is shown on purpose: n8n raises a toast of its own for it, which stays.
	await page.getByTestId('node-error-message').filter({ hasText: FORGED[provider].message }).first().waitFor();
	await page.getByTestId('node-error-description').filter({ hasText: FORGED[provider].description }).first().waitFor();
	await picture('refusal');

	await publish(page);
	const productionUrl = `${n8n.baseUrl}/webhook/${webhookId}/webhook`;
	// n8n stores the version first and opens the URL afterwards. Another method than the webhook's tells, and starts nothing.
	const { request } = require('./n8n');
	const isOpen = async () => (await request(productionUrl, { method: 'PATCH' })).body.includes('Did you mean');
	await until(`the production URL of ${provider} to open`, isOpen);
	await deliver(productionUrl, provider, TRIGGERS[provider].secret, 200);
	await n8n.client.waitForExecutions({ workflowId: id, count: 3 });
}

/** The editor stores a workflow by itself, some time after a change. @param {any} n8n @param {Page} page @param {ProviderId} provider */
async function storedTrigger(n8n, page, provider) {
	const id = /\/workflow\/([^/?]+)/.exec(page.url())?.[1] ?? '';
	/** @type {any} */
	let node;
	await until(`the ${provider} workflow to be stored`, async () => {
		const { nodes } = await n8n.client.call('GET', `/workflows/${id}`);
		node = nodes.find((/** @type {any} */ { type }) => type.endsWith(`.${provider}Trigger`));
		return node?.webhookId !== undefined;
	});
	return { id, webhookId: /** @type {string} */ (node.webhookId) };
}

/** @param {string} url @param {ProviderId} provider @param {string} secret @param {number} status */
async function deliver(url, provider, secret, status) {
	const { request } = require('./n8n');
	const deliveries = require('./deliveries');
	const { sign, usual } = deliveries[provider];
	const delivery = sign({
		...usual(),
		secret,
		now: Date.now(),
		runId: `run-${Date.now()}`,
	});
	const answer = await request(url, { method: 'POST', ...delivery, timeoutMs: PATIENCE_MS });
	if (answer.status !== status) throw new Error(`${provider}: ${url} answered ${answer.status} instead of ${status}: ${answer.body}`);
}

/** Neither a broken text nor an error. @param {Page} page @param {ProviderId} provider */
async function checkPanel(page, provider) {
	const { complaints } = require('./editor/steps');
	await checkTexts(page, provider);
	const found = await complaints(page);
	if (found.length > 0) throw new Error(`${provider}: the editor complains: ${found.join('; ')}`);
}

/** @param {Page} page @param {ProviderId} provider */
async function checkTexts(page, provider) {
	const text = await page.locator('body').innerText();
	const broken = BROKEN.exec(text);
	if (broken !== null) throw new Error(`${provider}: the editor shows "${text.slice(Math.max(0, broken.index - 40), broken.index + 60)}"`);
}

/** @param {string} what @param {() => Promise<boolean>} holds */
async function until(what, holds) {
	const deadline = Date.now() + PATIENCE_MS;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`Waited ${PATIENCE_MS / 1000} s for ${what}`);
		await delay(250);
	}
}

/** @param {boolean} isForDocs */
async function main(isForDocs) {
	say('Building and packing the package …');
	build();
	const tarball = pack();
	const { ensureChromium, openBrowser } = require('./editor/browser');
	const { logIn } = require('./editor/steps');
	const { walkRun } = require('./editor/walkRun');
	const { PROVIDERS } = require('./demo/triggers');
	const { startN8n } = require('./n8n');
	ensureChromium();
	const folder = isForDocs ? path.join(ROOT, 'docs') : path.join(CACHE, 'screenshots');
	mkdirSync(folder, { recursive: true });
	const n8n = await startN8n({ log: say });
	try {
		await n8n.client.setupOwner();
		await n8n.client.installPackage(tarball);
		for (const provider of PROVIDERS) {
			// One theme after the other would take twice as long; the pictures need both for one provider only.
			/** @type {Array<'light' | 'dark'>} */
			const schemes = provider === 'skyvern' ? ['light', 'dark'] : ['light'];
			for (const scheme of schemes) {
				const { page, close } = await openBrowser(scheme);
				const picture = async (/** @type {string} */ name) => {
					if (isForDocs && !(provider === 'skyvern' && PICTURES.includes(name))) return;
					await page.screenshot({ path: path.join(folder, `${provider}-${name}-${scheme}.png`), animations: 'disabled', style: NO_TOASTS });
				};
				try {
					await logIn(page, n8n.baseUrl, n8n.owner);
					await walk(n8n, page, provider, picture);
					say(`ok      ${provider} (${scheme}): search, credential, filter, test delivery, refusal, publish, production URL`);
					const tools = { check: async () => await checkPanel(page, provider), picture, until };
					if (scheme === 'light' && (await walkRun(n8n, page, provider, tools))) say(`ok      ${provider} (${scheme}): a run that sleeps until its report`);
				} catch (error) {
					await page.screenshot({ path: path.join(CACHE, `editor-failure-${provider}-${scheme}.png`) }).catch(() => {});
					throw error;
				} finally {
					await close();
				}
			}
		}
	} finally {
		await n8n.stop();
	}
}

const options = process.argv.slice(2);
if (options.some((option) => option !== '--screenshots')) {
	process.stderr.write(USAGE);
	process.exitCode = 2;
} else {
	main(options.includes('--screenshots')).catch((error) => {
		process.stderr.write(`\n${error.message}\nA picture of it is in .cache/editor-failure-*.png\n`);
		process.exitCode = 1;
	});
}
