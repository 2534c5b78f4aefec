import samples from '../scripts/deliveries';
import type { ProviderId } from './delivery/builders';
import { CURRENT, judged, providers } from './delivery/builders';
import { listFiles, listPages, readFileSync } from './files';

/** When the samples of the documentation were sent. */
const SENT = Date.parse('2026-01-31T15:20:44Z');

interface Example {
	readonly nodes: ReadonlyArray<{ readonly name: string; readonly type: string }>;
	readonly pinData?: Readonly<Record<string, unknown>>;
}

const examples = listFiles('examples').map((file) => [file, JSON.parse(readFileSync(`examples/${file}`)) as Example] as const);
const pinned = examples.flatMap(([file, { nodes, pinData = {} }]) =>
	Object.entries(pinData).map(([name, items]) => ({ file, type: nodes.find((node) => node.name === name)?.type ?? '', items })),
);

test('the first example of each provider brings sample output', () => {
	expect(pinned.map(({ file }) => file)).toEqual(['browser-use.json', 'firecrawl.json', 'skyvern.json', 'smartbrowse.json']);
});

async function itemOf(provider: ProviderId) {
	const { sign, usual } = samples[provider];
	const verdict = await judged(providers[provider], sign({ ...usual(), secret: CURRENT, now: SENT }), { now: SENT });
	return 'item' in verdict ? verdict.item : undefined;
}

test.each(pinned)('what is pinned in $file is what the node makes of a sample delivery', async ({ type, items }) => {
	const provider = /\.(\w+)Trigger$/.exec(type)?.[1] as ProviderId;
	expect(items).toEqual([{ json: await itemOf(provider) }]);
});

type Shown = Readonly<Record<string, unknown>> & { readonly provider: ProviderId; readonly files: readonly unknown[] };
const shown = listPages().flatMap((page) =>
	[...readFileSync(page).matchAll(/```json\n([^]*?)```/g)].map(([, text]) => [page, JSON.parse(text) as Shown] as const),
);

test('the README shows an item, and the page of each provider its own', () => {
	expect(shown.map(([page, { provider }]) => `${page} ${provider}`)).toEqual([
		'README.md skyvern',
		'docs/browser-use.md browserUse',
		'docs/firecrawl.md firecrawl',
		'docs/skyvern.md skyvern',
		'docs/smartbrowse.md smartBrowse',
	]);
});

test.each(shown)('the item in %s is what the node makes, but for what is cut off', async (_page, { files, payload, ...fields }) => {
	const { receivedAt, files: all, payload: whole, ...item } = (await itemOf(fields.provider)) ?? {};
	expect(receivedAt).toBe(new Date(SENT).toISOString());
	expect(item).toEqual(fields);
	expect(all?.slice(0, files.length)).toEqual(files);
	expect(whole).toMatchObject(payload as object);
});
