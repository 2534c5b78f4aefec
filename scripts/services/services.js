// @ts-check

/**
 * One package for each service, all made from the sources of the package that holds them all.
 *
 * @typedef {object} Service
 * @property {keyof typeof import('../deliveries')} provider
 * @property {string} name of the package
 * @property {string} folder nodes/<folder>/ holds its main node, nodes/<folder>Trigger/ its trigger, credentials/<folder>WebhookApi its credential
 * @property {string} page becomes its README
 * @property {string} description
 * @property {readonly string[]} keywords besides those of every package
 */

/** @type {readonly Service[]} */
const SERVICES = [
	{
		provider: 'browserUse',
		name: 'n8n-nodes-browser-use-runs',
		folder: 'BrowserUse',
		page: 'docs/browser-use.md',
		description: 'Browser Use Cloud for n8n: start a run and wait for its end, and a verified webhook trigger that refuses forged and repeated deliveries',
		keywords: ['browser-use', 'browser-automation', 'hmac'],
	},
	{
		provider: 'skyvern',
		name: 'n8n-nodes-skyvern-runs',
		folder: 'Skyvern',
		page: 'docs/skyvern.md',
		description: 'Skyvern for n8n: start a run and sleep until its signed report, and a verified webhook trigger that refuses forged and repeated deliveries',
		keywords: ['skyvern', 'browser-automation', 'hmac'],
	},
	{
		provider: 'smartBrowse',
		name: 'n8n-nodes-smartbrowse-runs',
		folder: 'SmartBrowse',
		page: 'docs/smartbrowse.md',
		description: 'SmartBrowse (webscrape.ai) for n8n: run a recipe and wait for its end, and a webhook trigger that checks a secret header and ends duplicates',
		keywords: ['smartbrowse', 'webscrape', 'web-scraping', 'browser-automation'],
	},
	{
		provider: 'firecrawl',
		name: 'n8n-nodes-firecrawl-runs',
		folder: 'Firecrawl',
		page: 'docs/firecrawl.md',
		description: 'Firecrawl for n8n: start a job and sleep until its signed report, and a verified webhook trigger that refuses forged and repeated deliveries',
		keywords: ['firecrawl', 'web-scraping', 'crawler', 'hmac'],
	},
];

/** The package that holds them all; the example workflows use its nodes. */
const ALL_IN_ONE = 'n8n-nodes-browser-agents';

/** Keywords of every package. */
const KEYWORDS = ['n8n-community-node-package', 'n8n', 'webhook', 'trigger'];

module.exports = { SERVICES, ALL_IN_ONE, KEYWORDS };
