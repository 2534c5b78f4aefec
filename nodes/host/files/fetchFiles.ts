import type { INodeExecutionData } from 'n8n-workflow';

import type { DeliveryFile, DeliveryItem } from '../../delivery/item';
import { asObject } from '../../delivery/json';
import { apiSentence, askApi } from '../api/api';
import type { Enrichment } from '../results/enrichment';
import type { FileFailure } from './fetchFile';
import { fetchFile } from './fetchFile';

const AT_ONCE = 4;
/** A run may list any number of screenshots. */
const MOST_FILES = 100;

export interface WithFiles {
	readonly item: DeliveryItem;
	readonly binary?: NonNullable<INodeExecutionData['binary']>;
	readonly missing: readonly string[];
}

/**
 * The item with its files of the chosen kinds as binary data: `download_1`, `recording_1` and so on, in the order of
 * `files`. A file that cannot be had says why in `files[].error`. Never rejects.
 */
export async function fetchFiles(enrichment: Enrichment, item: DeliveryItem): Promise<WithFiles> {
	const { kinds, maximumTotalSize } = enrichment.settings;
	const files: DeliveryFile[] = [...item.files];
	const { wanted, beyond } = choose(files, kinds);
	if (wanted.length === 0) return { item, missing: [] };
	for (const index of beyond) files[index] = { ...files[index], error: `not downloaded, because only the first ${MOST_FILES} are.` };
	const binary: NonNullable<INodeExecutionData['binary']> = {};
	const budget = { left: maximumTotalSize };
	const queue = [...wanted];
	const work = async () => {
		for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
			const { index, property } = next;
			const file = files[index];
			const fetched = await fetchOne(enrichment, item, file, budget);
			if (typeof fetched === 'string') {
				files[index] = { ...file, error: fetched };
				continue;
			}
			binary[property] = fetched.binary;
			files[index] = { ...file, size: fetched.bytes, property, mimeType: fetched.binary.mimeType };
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	const missing = wanted.map(({ index }) => files[index]).flatMap(({ name, error }) => (error === undefined ? [] : [`The file ${name} is missing: ${error}`]));
	// One sentence, however many there are.
	if (beyond.length > 0) missing.push(`${beyond.length} more ${beyond.length === 1 ? 'file is' : 'files are'} missing, because only the first ${MOST_FILES} are downloaded.`);
	return { item: { ...item, files }, missing, ...(Object.keys(binary).length > 0 && { binary }) };
}

interface Wanted {
	readonly index: number;
	readonly property: string;
}

/** In one pass: a sender may list a million files. */
function choose(files: readonly DeliveryFile[], kinds: readonly string[]): { wanted: Wanted[]; beyond: number[] } {
	const wanted: Wanted[] = [];
	const beyond: number[] = [];
	const counts = new Map<string, number>();
	for (const [index, { kind }] of files.entries()) {
		const number = (counts.get(kind) ?? 0) + 1;
		counts.set(kind, number);
		if (!kinds.includes(kind)) continue;
		if (wanted.length < MOST_FILES) wanted.push({ index, property: `${kind}_${number}` });
		else beyond.push(index);
	}
	return { wanted, beyond };
}

async function fetchOne(enrichment: Enrichment, item: DeliveryItem, file: DeliveryFile, budget: { left: number }) {
	const { context, provider, settings, baseUrl, process, signal } = enrichment;
	const url = file.url ?? (await askForUrl(enrichment, item, file));
	if (typeof url !== 'string') return url.sentence;
	const fetched = await fetchFile({
		context,
		credentialType: provider.credential.type,
		ownOrigin: originOf(baseUrl),
		url,
		file,
		limit: settings.maximumFileSize,
		budget,
		signal,
		process,
	});
	return 'reason' in fetched ? sentenceOf(fetched) : fetched;
}

async function askForUrl(
	{ context, provider, baseUrl, process, signal }: Enrichment,
	item: DeliveryItem,
	{ id }: DeliveryFile,
): Promise<string | { readonly sentence: string }> {
	const { filePath, fileUrl } = provider.results ?? {};
	if (id === undefined || filePath === undefined || fileUrl === undefined) return { sentence: `${provider.label} names no link for it.` };
	const url = `${baseUrl}${filePath(item, id)}`;
	const answer = await askApi({ context, credentialType: provider.credential.type, url, process, signal });
	if (!answer.ok) return { sentence: apiSentence(answer, provider.label) };
	const body = asObject(answer.body);
	return (body === undefined ? undefined : fileUrl(body)) ?? { sentence: `${provider.label} names no link for it.` };
}

function originOf(baseUrl: string): string {
	try {
		return new URL(baseUrl).origin;
	} catch {
		return '';
	}
}

/** Without the link: it is a key to the file. */
function sentenceOf({ reason, status }: FileFailure): string {
	switch (reason) {
		case 'address':
			return 'its link does not lead to a public HTTPS address, so n8n did not follow it. Files in a private network are only fetched from the Base URL of the credential.';
		case 'redirects':
			return 'its link was redirected too often.';
		case 'expired':
			return `its link was refused (HTTP ${status}). Links expire: run the workflow sooner, or ask the provider for a new one.`;
		case 'no_file':
			return `its server answered HTTP ${status}, which brings no file. Ask the provider for a new link.`;
		case 'too_large':
			return 'it is larger than Maximum File Size. Raise that option if you want such files.';
		case 'too_much':
			return 'with it, the files are larger than Maximum Size of All Files. Raise that option, or choose fewer kinds of files.';
		case 'time':
			return 'the time that the options allow was up, or the execution was cancelled.';
		case 'unavailable':
			return `its server could not be reached${status === undefined ? '' : ` (HTTP ${status})`}.`;
	}
}
