import type { INodeParameters, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { FirecrawlTrigger } from '../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { SkyvernTrigger } from '../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';

/** Options that only mean something beside another one; n8n's own code shows, stores and hands them over. */
type Row = [nodeType: INodeType, option: string, value: number, parent: INodeParameters, without: INodeParameters];
const rows: Row[] = [
	...[new BrowserUseTrigger(), new SkyvernTrigger()].flatMap((nodeType): Row[] => [
		[nodeType, 'recoverEveryMinutes', 5, { recoverMissedRuns: true }, { recoverMissedRuns: false }],
		[nodeType, 'maximumFileSize', 7, { downloadFiles: ['recording', 'screenshot'] }, { downloadFiles: [] }],
		[nodeType, 'maximumTotalSize', 70, { downloadFiles: ['screenshot'] }, { downloadFiles: [] }],
	]),
	[new FirecrawlTrigger(), 'recoverEveryMinutes', 5, { recoverMissedRuns: true }, { recoverMissedRuns: false }],
	[new SmartBrowseTrigger(), 'timeLimit', 9, { includeResult: true }, { includeResult: false }],
];

const node = { typeVersion: 2 };

test.each(rows.map(([nodeType, option, ...rest]) => [nodeType.description.displayName, option, nodeType, ...rest] as const))(
	'%s: %s counts and shows only beside the option that it belongs to',
	(_name, option, { description }, value, parent, without) => {
		// As the editor stores a node, and as a workflow reads it again.
		const stored = (options: INodeParameters, returnDefaults: boolean) =>
			NodeHelpers.getNodeParameters(description.properties, { options }, returnDefaults, false, node, description)?.options;
		for (const returnDefaults of [false, true]) {
			expect(stored({ ...parent, [option]: value }, returnDefaults)).toMatchObject({ [option]: value });
		}

		const collection = description.properties.find(({ name }) => name === 'options');
		const property = collection?.options?.find(({ name }) => name === option);
		if (property === undefined || !('type' in property)) throw new Error(`There is no option ${option}`);
		const isShown = (options: INodeParameters) => NodeHelpers.displayParameterPath({ options }, property, 'options', node, description);
		expect([isShown({ ...parent, [option]: value }), isShown({ ...without, [option]: value }), isShown({})]).toEqual([true, false, false]);
	},
);
