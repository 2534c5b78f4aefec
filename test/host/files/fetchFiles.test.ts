import type { DeliveryFile } from '../../../nodes/delivery/item';
import { fetchFiles } from '../../../nodes/host/files/fetchFiles';
import type { Enrichment } from '../../../nodes/host/results/enrichment';
import { providers } from '../../delivery/builders';

/** Files whose links lead nowhere, and how often somebody looked at one. */
function list(length: number) {
	let looks = 0;
	const file: DeliveryFile = { kind: 'download', name: 'a', url: 'no address', size: null };
	const files = Array.from({ length }, () => new Proxy(file, {
		get: (target, name) => {
			looks += 1;
			return Reflect.get(target, name) as unknown;
		},
	}));
	return { files, looks: () => looks };
}

const enrichment = {
	provider: providers.skyvern,
	settings: { kinds: ['download'], maximumFileSize: 1, maximumTotalSize: 1 },
	baseUrl: 'https://own.example.com',
	signal: new AbortController().signal,
} as unknown as Enrichment;

test('a list of 40,000 files is gone through once, and nothing is said for each of those beyond the first hundred', async () => {
	const { files, looks } = list(40_000);
	const { item, missing, binary } = await fetchFiles(enrichment, { files } as never);
	expect(item.files).toHaveLength(40_000);
	expect(item.files[99].error).toContain('does not lead to a public HTTPS address');
	expect(item.files[100].error).toContain('only the first 100 are');
	expect(item.files[39_999].error).toContain('only the first 100 are');
	expect(missing).toHaveLength(101);
	expect(missing[100]).toBe('39900 more files are missing, because only the first 100 are downloaded.');
	expect(binary).toBeUndefined();
	// Once to choose, and once for each of its fields to copy it.
	expect(looks()).toBeLessThan(40_000 * 10);
});

test('of a list that is fetched whole, each missing file is named', async () => {
	const { missing } = await fetchFiles(enrichment, { files: list(2).files } as never);
	expect(missing).toEqual(Array(2).fill(expect.stringMatching(/^The file a is missing: its link does not lead/)));
});
