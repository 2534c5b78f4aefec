// @ts-check
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, rmSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { say } = require('../prepare');

const CHROMIUM = '/usr/bin/chromium';
const INSTALL = 'apt-get install -y --no-install-recommends chromium fonts-dejavu-core';
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** A slow machine under load may take this long for one step, in milliseconds. */
const PATIENCE = 90_000;

/** Installs Debian's browser where this process may; otherwise says how. */
function ensureChromium() {
	if (existsSync(CHROMIUM)) return;
	if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
		say(`There is no ${CHROMIUM}: installing it with ${INSTALL} (about a minute, once) …`);
		/** @type {import('node:child_process').SpawnSyncOptions} */
		const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
		spawnSync('apt-get', ['update'], quiet);
		spawnSync('/bin/sh', ['-c', INSTALL], { ...quiet, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
	}
	if (!existsSync(CHROMIUM)) throw new Error(`There is no ${CHROMIUM}. Install it, on Debian with: sudo ${INSTALL}`);
}

/**
 * A headless browser with a profile of its own, in which nobody is logged in yet.
 * @param {'light' | 'dark'} colorScheme
 */
async function openBrowser(colorScheme) {
	// Loaded late: a fresh clone has no development tools before they are installed.
	const { chromium, selectors } = require('playwright-core');
	selectors.setTestIdAttribute('data-test-id');
	const profile = mkdtempSync(path.join(os.tmpdir(), 'n8n-editor-'));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: CHROMIUM,
		headless: true,
		args: FLAGS,
		viewport: { width: 1280, height: 800 },
		colorScheme,
	});
	context.setDefaultTimeout(PATIENCE);
	return {
		page: context.pages()[0] ?? (await context.newPage()),
		close: async () => {
			await context.close();
			rmSync(profile, { recursive: true, force: true });
		},
	};
}

/** A page that a busy machine did not bring in time is asked for once more. @param {import('playwright-core').Page} page @param {string} url */
async function openPage(page, url) {
	try {
		await page.goto(url);
	} catch {
		await page.goto(url);
	}
}

module.exports = { ensureChromium, openBrowser, openPage };
