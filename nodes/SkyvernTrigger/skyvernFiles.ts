import type { DeliveryFile } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';

/**
 * The files of a run, in the words of every generation: TaskResponse in skyvern/forge/sdk/schemas/tasks.py,
 * WorkflowRunResponseBase in skyvern/forge/sdk/workflow/models/workflow.py, BaseRunResponse in skyvern/schemas/runs.py. A body
 * often carries the fields of several, so each file is taken once, at its first link.
 */
export function filesOf(body: JsonObject): DeliveryFile[] {
	const listed = asList(body.downloaded_files).map(download);
	const known = listed.map(({ url }) => url);
	const downloads = [...listed, ...links(asList(body.downloaded_file_urls), known).map((url) => download({ url }))];
	const recordings = links([body.recording_url, ...asList(body.recording_urls)]);
	const screenshots = links([...asList(body.screenshot_urls), body.screenshot_url, ...asList(body.action_screenshot_urls)]);
	return [
		...downloads,
		...recordings.map((url, index) => linked('recording', index === 0 ? 'recording' : `recording_${index + 1}`, url)),
		...screenshots.map((url, index) => linked('screenshot', `screenshot_${index + 1}`, url)),
	];
}

/** The code names the fields of a downloaded file otherwise than the documents do. */
function download(entry: Json): DeliveryFile {
	const file = asObject(entry) ?? {};
	const url = asText(file.url) ?? asText(file.presigned_url) ?? null;
	const name = asText(file.filename) ?? asText(file.file_name) ?? 'download';
	return { kind: 'download', name, url, size: typeof file.file_size === 'number' ? file.file_size : null };
}

function linked(kind: DeliveryFile['kind'], name: string, url: string): DeliveryFile {
	return { kind, name, url, size: null };
}

/** Each link once, but for those that are known. */
function links(entries: ReadonlyArray<Json | undefined>, known: ReadonlyArray<string | null> = []): string[] {
	const seen = new Set(known.map((url) => target(url ?? '')));
	return entries.flatMap((entry) => {
		const url = asText(entry);
		if (url === undefined || seen.has(target(url))) return [];
		seen.add(target(url));
		return [url];
	});
}

/** Two fields may sign a link each for itself: then what stands before the query tells where it leads. */
function target(url: string): string {
	return /[?&](?:sig|signature|x-amz-signature|x-goog-signature)=/i.test(url) ? url.slice(0, url.indexOf('?')) : url;
}
