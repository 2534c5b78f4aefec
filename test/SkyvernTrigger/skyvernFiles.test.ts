import type { JsonObject } from '../../nodes/delivery/json';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';

const filesOf = (body: JsonObject) => skyvern.read({ run_id: 'x', status: 'completed', ...body }, undefined)?.files;
const short = (body: JsonObject) => filesOf(body)?.map(({ kind, name, url }) => `${kind} ${name} ${url}`);
const s3 = (name: string, signature: string) => `https://bucket.s3.example/run/${name}?X-Amz-Expires=3600&X-Amz-Signature=${signature}`;

test.each<[name: string, JsonObject, files: string[]]>([
	['one recording', { recording_url: 'https://a' }, ['recording recording https://a']],
	['recordings without the one of before', { recording_urls: ['https://a', 'https://b'] }, ['recording recording https://a', 'recording recording_2 https://b']],
	['recordings beside the one of before, which is among them', { recording_url: 'https://b', recording_urls: ['https://a', 'https://b'] }, ['recording recording https://b', 'recording recording_2 https://a']],
	['recordings beside another one', { recording_url: 'https://c', recording_urls: ['https://a'] }, ['recording recording https://c', 'recording recording_2 https://a']],
	['no recording', { recording_url: null, recording_urls: null }, []],
	['links to downloads alone', { downloaded_file_urls: ['https://a/1', 'https://a/2', 'https://a/1'] }, ['download download https://a/1', 'download download https://a/2']],
	['links to downloads beside their names', { downloaded_files: [{ url: 'https://a/1', filename: 'one.pdf' }], downloaded_file_urls: ['https://a/1', 'https://a/2'] }, ['download one.pdf https://a/1', 'download download https://a/2']],
	['the same, each signed for itself', { downloaded_files: [{ url: s3('one.pdf', 'a'), filename: 'one.pdf' }], downloaded_file_urls: [s3('one.pdf', 'b')] }, [`download one.pdf ${s3('one.pdf', 'a')}`]],
	['no downloads, and links to them', { downloaded_files: [], downloaded_file_urls: ['https://a/1'] }, ['download download https://a/1']],
	['names alone', { downloaded_files: [{ filename: 'a' }, { filename: 'a' }] }, ['download a null', 'download a null']],
	['the first screenshot that there was', { screenshot_url: 'https://a' }, ['screenshot screenshot_1 https://a']],
	['the screenshots of actions', { action_screenshot_urls: ['https://b', 'https://a'] }, ['screenshot screenshot_1 https://b', 'screenshot screenshot_2 https://a']],
	['both', { screenshot_url: 'https://c', action_screenshot_urls: ['https://b'] }, ['screenshot screenshot_1 https://c', 'screenshot screenshot_2 https://b']],
	['all of today', { screenshot_urls: [s3('b', '1')], action_screenshot_urls: [s3('b', '2')], screenshot_url: s3('c', '3') }, [`screenshot screenshot_1 ${s3('b', '1')}`, `screenshot screenshot_2 ${s3('c', '3')}`]],
	['links that differ in their query', { screenshot_urls: ['https://a/file?path=1', 'https://a/file?path=2'] }, ['screenshot screenshot_1 https://a/file?path=1', 'screenshot screenshot_2 https://a/file?path=2']],
	['what are no links', { screenshot_urls: [null, '', 7, {}, 'https://a'], recording_urls: [[]], downloaded_file_urls: {} }, ['screenshot screenshot_1 https://a']],
])('%s', (_name, body, files) => {
	expect(short(body)).toEqual(files);
});

test('a long list is gone through once', () => {
	const length = 40_000;
	let looks = 0;
	const counted = () => Object.defineProperty({}, 'url', { enumerable: true, get: () => void (looks += 1) });
	const links = Array.from({ length }, (_, index) => `https://a/${index}`);
	const body = { downloaded_files: Array.from({ length }, counted), downloaded_file_urls: links, recording_urls: links, screenshot_urls: links, action_screenshot_urls: links };
	expect(filesOf(body as JsonObject)).toHaveLength(4 * length);
	expect(looks).toBe(length);
});
