import { listFiles, readFileSync } from './files';
import { CURRENT, judged, providers } from './delivery/builders';
import type { ProviderId } from './delivery/builders';
import samples from '../scripts/deliveries';

/** When the samples of the README were sent. */
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

test.each(pinned)('what is pinned in $file is what the node makes of a sample delivery', async ({ type, items }) => {
	const provider = /\.(\w+)Trigger$/.exec(type)?.[1] as ProviderId;
	const { sign, usual } = samples[provider];
	const delivery = sign({ ...usual(), secret: CURRENT, now: SENT });
	const verdict = await judged(providers[provider], delivery, { now: SENT });
	expect(verdict).toMatchObject({ kind: 'accepted' });
	expect(items).toEqual([{ json: 'item' in verdict ? verdict.item : undefined }]);
});
