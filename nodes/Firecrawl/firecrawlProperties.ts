import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { additionalFields, starting } from '../host/runs/properties';

const AGENT: INodePropertyOptions = { name: 'Agent', value: 'agent', description: 'An agent that looks for data in the web by itself' };
const BATCH: INodePropertyOptions = { name: 'Batch Scrape', value: 'batchScrape', description: 'A list of pages' };
const CRAWL: INodePropertyOptions = { name: 'Crawl', value: 'crawl', description: 'A site, page by page' };
const EXTRACT: INodePropertyOptions = { name: 'Extract', value: 'extract', description: 'Data from pages. Firecrawl shuts it down on December 10, 2026: use Agent instead.' };

const startOf = (...kinds: string[]) => ({ show: { ...starting.show, kind: kinds } });

/** What is to be run, and for a job that is known by its ID, what kind of job it is: the ID does not tell. */
export const whatToRun: INodeProperties[] = [
	{
		displayName: 'Job',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [AGENT, BATCH, CRAWL, EXTRACT],
		default: 'crawl',
		displayOptions: { show: { operation: ['get', 'runAndWait', 'start'] } },
	},
	{
		displayName: 'Job',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [AGENT, BATCH, CRAWL],
		default: 'crawl',
		displayOptions: { show: { operation: ['stop'] } },
	},
	{
		displayName: 'Firecrawl <a href="https://docs.firecrawl.dev/migrating-from-extract" target="_blank">shuts Extract down</a> on December 10, 2026, and answers HTTP 410 after that. Use Agent, or Batch Scrape with a JSON format.',
		name: 'extractNotice',
		type: 'notice',
		default: '',
		displayOptions: startOf('extract'),
	},
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com',
		displayOptions: startOf('crawl'),
		description: 'Where the crawl begins',
	},
	{
		displayName: 'Maximum Pages',
		name: 'maxPages',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 100,
		displayOptions: startOf('crawl'),
		description: 'How many pages the crawl may take. Firecrawl charges each. 0 = as many as Firecrawl allows: 10,000.',
	},
	{
		displayName: 'URLs',
		name: 'urls',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/mugs',
		displayOptions: startOf('batchScrape'),
		description: 'The pages, one on each line, or a list made by an expression. Firecrawl charges each.',
	},
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. Find the price of the blue mug',
		displayOptions: startOf('agent'),
		description: 'Which data the agent is to find, in words',
	},
	{
		displayName: 'Maximum Credits',
		name: 'maxCredits',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1000,
		displayOptions: startOf('agent'),
		description: 'How many credits the agent may use. It fails beyond this number. 0 = as many as Firecrawl takes by itself: 2,500.',
	},
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Find the price of the blue mug',
		displayOptions: startOf('extract'),
		description: 'Which data is wanted, in words. Needed where there is no schema.',
	},
	{
		displayName: 'URLs',
		name: 'urls',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. https://example.com/mugs',
		displayOptions: startOf('agent', 'extract'),
		description: 'Where to look, one page on each line, or a list made by an expression',
	},
	{
		displayName: 'Data Schema (JSON)',
		name: 'dataSchema',
		type: 'json',
		default: '',
		placeholder: 'e.g. {"type": "object", "properties": {"price": {"type": "number"}}}',
		displayOptions: startOf('agent', 'extract'),
		description: 'A JSON Schema of the data',
	},
	runOptions('agent', [
		{
			displayName: 'Effort',
			name: 'effort',
			type: 'options',
			options: [
				{ name: 'High', value: 'high' },
				{ name: 'Low', value: 'low' },
				{ name: 'Medium', value: 'medium' },
			],
			default: 'medium',
			description: 'How much the agent thinks. More effort costs more credits.',
		},
		{
			displayName: 'Only These URLs',
			name: 'strictConstrainToURLs',
			type: 'boolean',
			default: false,
			description: 'Whether the agent must not leave the pages under URLs',
		},
	]),
	runOptions('batchScrape', [formats()]),
	runOptions('crawl', [
		{ displayName: 'Allow Subdomains', name: 'allowSubdomains', type: 'boolean', default: false, description: 'Whether to follow links to subdomains' },
		{
			displayName: 'Crawl Entire Domain',
			name: 'crawlEntireDomain',
			type: 'boolean',
			default: false,
			description: 'Whether to follow links to pages beside and above the URL too, and not only to those below it',
		},
		lines('Exclude Paths', 'excludePaths', 'Which pages to leave out'),
		formats(),
		{
			displayName: 'Idempotency Key',
			name: 'idempotencyKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. 0b5c7f3e-2f0a-4f3c-9d8e-6a1b2c3d4e5f',
			description: 'A UUID of your own for this crawl, for example made once and stored by a step before. Firecrawl refuses a second start with the same one (HTTP 409), so that a repeated step cannot cost twice. A server of your own without a database does not look at it.',
		},
		lines('Include Paths', 'includePaths', 'Which pages alone to take'),
		{
			displayName: 'Maximum Depth',
			name: 'maxDiscoveryDepth',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 2,
			description: 'How many links away from the URL a page may be. Pages of the sitemap count as 0.',
		},
		{
			displayName: 'Scrape Options (JSON)',
			name: 'scrapeOptions',
			type: 'json',
			default: '{}',
			description: 'How to scrape each page, as the API has it under scrapeOptions. Formats, if added here, win over those in it.',
		},
	]),
	runOptions('extract', [
		{ displayName: 'Enable Web Search', name: 'enableWebSearch', type: 'boolean', default: false, description: 'Whether to look beyond the URLs too' },
	]),
];

function runOptions(kind: string, options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Run Options',
		name: 'runOptions',
		type: 'collection',
		placeholder: 'Add run option',
		default: {},
		displayOptions: startOf(kind),
		options: [
			additionalFields,
			...options,
			{
				displayName: 'Webhook URL',
				name: 'webhookUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://n8n.example.com/webhook/…',
				description:
					'Where Firecrawl reports the job, for example the production URL of a Firecrawl Trigger. While this step waits for the delivery itself, it goes here alone. For headers, events or metadata, give the whole webhook in Additional Fields.',
			},
		],
	};
}

function lines(displayName: string, name: string, which: string): INodeProperties {
	return { displayName, name, type: 'string', typeOptions: { rows: 3 }, default: '', placeholder: 'e.g. blog/.*', description: `${which}: regular expressions that the path of their URL matches, one on each line` };
}

function formats(): INodeProperties {
	return {
		displayName: 'Formats',
		name: 'formats',
		type: 'multiOptions',
		options: [
			{ name: 'HTML', value: 'html' },
			{ name: 'Images', value: 'images' },
			{ name: 'Links', value: 'links' },
			{ name: 'Markdown', value: 'markdown' },
			{ name: 'Raw HTML', value: 'rawHtml' },
			{ name: 'Screenshot', value: 'screenshot' },
			{ name: 'Summary', value: 'summary' },
		],
		default: ['markdown'],
		description: 'What to keep of each page. Without a choice, its text as Markdown.',
	};
}
