import type { ICredentialType, INodeType } from 'n8n-workflow';

import { BrowserUseWebhookApi } from '../credentials/BrowserUseWebhookApi.credentials';
import { FirecrawlWebhookApi } from '../credentials/FirecrawlWebhookApi.credentials';
import { SkyvernWebhookApi } from '../credentials/SkyvernWebhookApi.credentials';
import { SmartBrowseWebhookApi } from '../credentials/SmartBrowseWebhookApi.credentials';
import { BrowserUse } from '../nodes/BrowserUse/BrowserUse.node';
import { BrowserUseTrigger } from '../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { Firecrawl } from '../nodes/Firecrawl/Firecrawl.node';
import { FirecrawlTrigger } from '../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { Skyvern } from '../nodes/Skyvern/Skyvern.node';
import { SkyvernTrigger } from '../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowse } from '../nodes/SmartBrowse/SmartBrowse.node';
import { SmartBrowseTrigger } from '../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import type { ProviderId } from './delivery/deliveries';
import { providers } from './delivery/deliveries';
import { listFiles, readFileSync } from './files';

test.each<[credential: string, ICredentialType, nodes: string[]]>([
	['browserUseWebhookApi', new BrowserUseWebhookApi(), ['browserUse', 'browserUseTrigger']],
	['firecrawlWebhookApi', new FirecrawlWebhookApi(), ['firecrawl', 'firecrawlTrigger']],
	['skyvernWebhookApi', new SkyvernWebhookApi(), ['skyvern', 'skyvernTrigger']],
	['smartBrowseWebhookApi', new SmartBrowseWebhookApi(), ['smartBrowse', 'smartBrowseTrigger']],
])('%s is for its own nodes alone', (name, credential, nodes) => {
	expect(credential).toMatchObject({ name, restrictToSupportedNodes: true, supportedNodes: nodes });
});

/** n8n's editor does not save a credential while a required field of it is empty (2.41.1), whichever node it is for. Skyvern's key is needed by both. */
test.each<[ICredentialType, required: string[]]>([
	[new BrowserUseWebhookApi(), []],
	[new FirecrawlWebhookApi(), []],
	[new SkyvernWebhookApi(), ['apiKey']],
	[new SmartBrowseWebhookApi(), []],
])('$name can be saved with what one of its nodes needs', ({ properties }, required) => {
	expect(properties.flatMap((field) => (field.required === true && field.default === '' ? [field.name] : []))).toEqual(required);
});

/** All that Skyvern reports is a task run, a workflow run or a test: it has no event of later. */
test.each<[ProviderId, INodeType, others: string[]]>([
	['browserUse', new BrowserUseTrigger(), ['other']],
	['firecrawl', new FirecrawlTrigger(), ['other']],
	['skyvern', new SkyvernTrigger(), []],
	['smartBrowse', new SmartBrowseTrigger(), ['other']],
])('%s offers every event that its filter knows by name', (id, { description }, others) => {
	const options = description.properties.find(({ name }) => name === 'events')?.options ?? [];
	const offered = options.map((option) => ('value' in option ? option.value : option.name));
	expect(new Set(offered)).toEqual(new Set([...providers[id].events, ...others]));
	expect(offered).toHaveLength(new Set(offered).size);
});

/** For a node of version 1 n8n evaluates an expression of its own with each delivery, which takes an isolate. */
const VERSION = 2;

test.each([new BrowserUseTrigger(), new FirecrawlTrigger(), new SkyvernTrigger(), new SmartBrowseTrigger()])('$description.displayName is of version 2', ({ description }) => {
	expect(description.version).toBe(VERSION);
});

/** Where a condition is there and has no value, n8n 2.8 cannot publish a workflow with the node. */
test.each([
	...[new BrowserUse(), new Firecrawl(), new Skyvern(), new SmartBrowse()],
	...[new BrowserUseTrigger(), new FirecrawlTrigger(), new SkyvernTrigger(), new SmartBrowseTrigger()],
])('no member of the description of $description.displayName is undefined', ({ description: { properties } }) => {
	expect(properties).toStrictEqual(JSON.parse(JSON.stringify(properties)));
});

/** n8n installs no two nodes of one display name, and the services have nodes of their own. */
test.each([
	[new BrowserUse(), 'Browser Use Runs'],
	[new Firecrawl(), 'Firecrawl Runs'],
	[new Skyvern(), 'Skyvern Runs'],
	[new SmartBrowse(), 'SmartBrowse Runs'],
] as const)('$description.name is not called as the service', ({ description }, name) => {
	expect([description.displayName, description.defaults.name]).toEqual([name, name]);
});

test.each(listFiles('examples'))('%s names the version that its triggers have', (file) => {
	const { nodes } = JSON.parse(readFileSync(`examples/${file}`)) as { nodes: Array<{ type: string; typeVersion: number }> };
	const ours = nodes.filter(({ type }) => /^n8n-nodes-browser-agents\..*Trigger$/.test(type));
	expect(ours.map(({ typeVersion }) => typeVersion)).toEqual(ours.map(() => VERSION));
});

test.each(['batch_scrape.completed', 'crawl.completed'])('Firecrawl says at %s that it may be one that was cancelled', (event) => {
	const options = new FirecrawlTrigger().description.properties.find(({ name }) => name === 'events')?.options ?? [];
	const option = options.find((each) => 'value' in each && each.value === event);
	expect(option).toHaveProperty('description', expect.stringMatching(/cancelled or could not begin says the same: only Include Result/));
});

test('no event is offered that its sender never sends', () => {
	expect(JSON.stringify([new FirecrawlTrigger().description, providers.firecrawl])).not.toContain('crawl.cancelled');
});

/** n8n's notice (N8nNotice of its editor) keeps these tags alone: a line break is dropped, and an item of a list gets a bullet. */
const SHOWN = ['a', 'ul'];
const PARAGRAPH = '<ul></ul>';

test.each([new BrowserUseTrigger(), new FirecrawlTrigger(), new SkyvernTrigger(), new SmartBrowseTrigger()].map(({ description }) => [description.name, description] as const))(
	'the notice of %s: numbered steps without bullets, and no sentence runs into the next',
	(_name, { properties }) => {
		const notices = properties.filter(({ type }) => type === 'notice').map(({ displayName }) => displayName);
		expect(notices).toHaveLength(1);
		for (const notice of notices) {
			expect([...notice.matchAll(/<\/?(\w+)/g)].map(([, tag]) => tag).filter((tag) => !SHOWN.includes(tag))).toEqual([]);
			const paragraphs = notice.split(PARAGRAPH);
			expect(paragraphs.join('')).not.toContain('ul>');
			const steps = paragraphs.flatMap((paragraph) => /^(\d)\. /.exec(paragraph)?.[1] ?? []);
			expect(steps).toEqual(['1', '2', '3', '4'].slice(0, Math.max(steps.length, 3)));
			expect(notice.replace(/<[^>]+>/g, '')).not.toMatch(/[.?!:][A-Z\d]/);
		}
	},
);
