import type { NodeParameterValueType } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { readRecoverySettings, readResultSettings, readSettings } from '../../nodes/host/settings';
import { providers } from '../delivery/deliveries';
import { executeContext } from './contexts';
import { DeduplicationTable } from './deduplication/deduplicationTable';
import { triggerContext } from './triggerContext';
import { webhookContext } from './webhook/webhookContext';

const nodeType = new BrowserUseTrigger();

/** Whatever n8n hands over as the options: it mends some of it itself, by version. */
function settingsOf(options: object) {
	const { context } = webhookContext({ nodeType, credential: {}, headers: {}, rawBody: undefined });
	jest.spyOn(context, 'getNodeParameter').mockImplementation((name: string, otherwise: NodeParameterValueType = []) => (name === 'options' ? options : otherwise));
	return readSettings(context, providers.browserUse);
}

const ids = (taskIds: string[]) => ({ ids: [{ id: 'runId', values: taskIds }, { id: 'sessionId', values: [] }] });
const unreadable = (setting: string) => ({ reason: 'settings_unreadable', setting });

test.each([
	['nothing', {}, { ...ids([]), metadata: [], maximumAge: undefined, includeHeaders: false, claimReach: 604_800 }],
	['IDs separated by anything', { taskIds: ' a, b\nc,,d\t' }, ids(['a', 'b', 'c', 'd'])],
	['IDs as a list', { taskIds: ['a b', ''] }, ids(['a b'])],
	['an empty text of IDs', { taskIds: '' }, ids([])],
	['metadata', { metadataMatch: { pairs: [{ key: 'a', value: 7 }, {}] } }, { metadata: [{ key: 'a', value: '7' }] }],
	['no pairs of metadata', { metadataMatch: {} }, { metadata: [] }],
	['an age', { maximumAge: 7.5 }, { maximumAge: 7.5 }],
	['no limit of age', { maximumAge: 0 }, { maximumAge: 0 }],
	['headers', { includeHeaders: true }, { includeHeaders: true }],
	['headers as a text', { includeHeaders: 'true' }, { includeHeaders: false }],
	['duplicates let through', { ignoreDuplicates: false }, { claimReach: undefined }],
	['IDs that are no texts', { taskIds: [7] }, unreadable('IDs')],
	['metadata that is no collection', { metadataMatch: 'x' }, unreadable('Metadata Match')],
	['pairs that are no list', { metadataMatch: { pairs: 'x' } }, unreadable('Metadata Match')],
	['pairs that are none', { metadataMatch: { pairs: ['x'] } }, unreadable('Metadata Match')],
	['an age below none', { maximumAge: -1 }, unreadable('Maximum Age (Seconds)')],
	['an age that is no number', { maximumAge: Number.NaN }, unreadable('Maximum Age (Seconds)')],
	['an age without end', { maximumAge: Number.POSITIVE_INFINITY }, unreadable('Maximum Age (Seconds)')],
	['an age as a text', { maximumAge: '300' }, { maximumAge: 300 }],
	['an age as a text in white space', { maximumAge: ' 7.5\n' }, { maximumAge: 7.5 }],
	['no limit of age as a text', { maximumAge: '0' }, { maximumAge: 0 }],
	...['', ' ', '-1', '300 s', '1,5', 'NaN', 'Infinity', 'abc', null, true, [300]].map((maximumAge): [string, object, object] => [`an age of ${JSON.stringify(maximumAge)}`, { maximumAge }, unreadable('Maximum Age (Seconds)')]),
	['options in a list', [], unreadable('Options')],
])('a delivery is judged by what the options say: %s', (_name, options, expected) => {
	expect(settingsOf(options)).toMatchObject(expected);
});

test.each([
	['nothing', {}, { includeResult: false, emit: 'run', kinds: [], maximumFileSize: 50_000_000, maximumTotalSize: 200_000_000, timeLimitMs: 120_000 }],
	['all', { includeResult: true, emit: 'record', downloadFiles: ['output'], maximumFileSize: 1, maximumTotalSize: 0.5, timeLimit: 3 }, { includeResult: true, emit: 'record', kinds: ['output'], maximumFileSize: 1_000_000, maximumTotalSize: 500_000, timeLimitMs: 3000 }],
	['limits as texts', { downloadFiles: ['output'], maximumFileSize: '2', maximumTotalSize: ' 3', timeLimit: '7' }, { maximumFileSize: 2_000_000, maximumTotalSize: 3_000_000, timeLimitMs: 7000 }],
	['what looks like yes', { includeResult: 'true', emit: 'x' }, { includeResult: false, emit: 'run' }],
])('the first step adds what the options say: %s', async (_name, options, expected) => {
	const { context } = await executeContext({ nodeType, items: [{ json: {} }], executionId: '1', table: new DeduplicationTable(), parameters: { options } });
	expect(readResultSettings(context)).toMatchObject(expected);
});

test.each([
	[{}, undefined],
	[{ recoverMissedRuns: 'true' }, undefined],
	[{ recoverMissedRuns: true }, { everyMinutes: 15 }],
	[{ recoverMissedRuns: true, recoverEveryMinutes: 1 }, { everyMinutes: 1 }],
	[{ recoverMissedRuns: true, recoverEveryMinutes: 0.9 }, { everyMinutes: 15 }],
	[{ recoverMissedRuns: true, recoverEveryMinutes: '5' }, { everyMinutes: 5 }],
	...['', '0.9', 'often', 'Infinity', null, [5]].map((recoverEveryMinutes): [Record<string, unknown>, object] => [{ recoverMissedRuns: true, recoverEveryMinutes }, { everyMinutes: 15 }]),
])('missed runs are recovered as the options say: %j', (options, expected) => {
	const { context } = triggerContext({ nodeType, credential: {}, options });
	expect(readRecoverySettings(context)).toEqual(expected);
});
