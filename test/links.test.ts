import { readmeOf } from '../scripts/services/readme';
import { existsSync, listPages, listTree, readFileSync } from './files';
import { SERVICES, examplesOf } from './services/packages';

/** Where the repository is shown; `blob/main/` or `tree/main/` and a path lead into it, its own address to README.md. */
const REPOSITORY = 'https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents';

const pages = [...listPages(), 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/results.md'];
const sources = ['nodes', 'credentials'].flatMap((folder) => listTree(folder)).filter((file) => /\.(?:ts|json)$/.test(file));

/** Code holds no links and no headings. */
const withoutCode = (text: string) => text.replace(/^ *```[^]*?^ *```/gm, '').replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code));

/** As GitHub makes them: lower case, no punctuation, a hyphen for each space, and a number behind what was there before. */
function anchorsOf(text: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading] of withoutCode(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
		const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
		const anchor = plain.toLowerCase().replace(/[^\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc} -]/gu, '').replaceAll(' ', '-');
		let unique = anchor;
		for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
		anchors.add(unique);
	}
	return anchors;
}

/** Undefined for what leads out of the repository. */
function targetOf(link: string, page: string): { file: string; anchor: string } | undefined {
	if (link.startsWith(REPOSITORY)) {
		const [path, anchor = ''] = link.slice(REPOSITORY.length).split('#');
		const file = /^\/(?:blob|tree)\/main\/(.+)$/.exec(path)?.[1] ?? (path === '' ? 'README.md' : `${path} of GitHub`);
		return { file, anchor: anchor === 'readme' ? '' : anchor };
	}
	if (/^[a-z]+:/.test(link)) return undefined;
	const [path, anchor = ''] = link.split('#');
	const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/') + 1) : '';
	return { file: path === '' ? page : new URL(folder + path, 'file:///').pathname.slice(1), anchor };
}

function broken(links: readonly string[], page: string): string[] {
	return links.filter((link) => {
		const target = targetOf(link, page);
		if (target === undefined) return false;
		if (!existsSync(target.file)) return true;
		return target.anchor !== '' && !anchorsOf(readFileSync(target.file)).has(target.anchor);
	});
}

const linksOf = (text: string) => [
	...[...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link),
	...[...withoutCode(text).matchAll(/\b(?:href|src|srcset)="([^"]+)"/g)].map(([, link]) => link),
];

/** Also where a link is a text among others: a panel, a hint, an option, a sentence. */
const linksIn = (source: string) => [...source.matchAll(new RegExp(`${REPOSITORY}[^\\s"'\`<>\\\\]*`, 'g'))].map(([link]) => link);

test.each([
	['## Results and files', 'results-and-files'],
	['### n8n 3.0', 'n8n-30'],
	['## What is `delivery.id`?', 'what-is-deliveryid'],
	['## Größe – klein', 'größe--klein'],
	['# A\n# A', 'a-1'],
	['# [Linked](elsewhere.md) words', 'linked-words'],
])('%j has the anchor that GitHub gives it', (text, anchor) => {
	expect(anchorsOf(text)).toContain(anchor);
});

test.each([
	['docs/nothing.md', ['docs/nothing.md']],
	['docs/item.md#nothing', ['docs/item.md#nothing']],
	['#nothing', ['#nothing']],
	[`${REPOSITORY}/blob/main/docs/item.md#nothing`, [`${REPOSITORY}/blob/main/docs/item.md#nothing`]],
	[`${REPOSITORY}#skyvern`, [`${REPOSITORY}#skyvern`]],
	['docs/item.md#outcome', []],
	[`${REPOSITORY}/blob/main/docs/item.md#outcome`, []],
	['https://n8n.io', []],
])('a link to %s is told apart', (link, expected) => {
	expect(broken([link], 'README.md')).toEqual(expected);
});

test.each(pages)('every link of %s leads somewhere', (page) => {
	expect(broken(linksOf(readFileSync(page)), page)).toEqual([]);
});

test.each(SERVICES.map((service) => [service.name, service] as const))('every link of the README of %s leads somewhere, from npm too', (_name, service) => {
	const links = linksOf(readmeOf(readFileSync(service.page), service, [...examplesOf(service).keys()]));
	expect(links.filter((link) => !/^(?:https:|#)/.test(link))).toEqual([]);
	expect(broken(links, service.page)).toEqual([]);
});

/** In backticks, from the root of the repository; not those of the provider that somebody is about to add. */
const pathsIn = (text: string) =>
	[...text.matchAll(/`((?:bench|credentials|docs|examples|nodes|scripts|test|\.ci|\.github)\/[^\s`<]*)`/g)].map(([, path]) => path).filter((path) => !/acme/i.test(path));

test.each(pages)('every path that %s names exists', (page) => {
	expect(pathsIn(readFileSync(page)).filter((path) => !existsSync(path))).toEqual([]);
});

test.each(sources)('every link of %s into this repository leads somewhere', (source) => {
	expect(broken(linksIn(readFileSync(source)), source)).toEqual([]);
});

test.each([
	['BrowserUse', 'browser-use'],
	['Firecrawl', 'firecrawl'],
	['Skyvern', 'skyvern'],
	['SmartBrowse', 'smartbrowse'],
])('%s: panel, credential and codex lead to its page', (name, page) => {
	const guide = `${REPOSITORY}/blob/main/docs/${page}.md`;
	const trigger = `nodes/${name}Trigger/${name}Trigger.node`;
	expect(readFileSync(`${trigger}.ts`)).toContain(`<a href="${guide}"`);
	expect(readFileSync(`credentials/${name}WebhookApi.credentials.ts`)).toContain(`documentationUrl = '${guide}#set-it-up'`);
	expect(JSON.parse(readFileSync(`${trigger}.json`))).toMatchObject({
		resources: { credentialDocumentation: [{ url: `${guide}#set-it-up` }], primaryDocumentation: [{ url: guide }] },
	});
});
