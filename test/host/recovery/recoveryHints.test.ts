import type { INodeParameters, INodeType } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { FirecrawlTrigger } from '../../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';

/** What the editor says about a node; n8n's own code evaluates the conditions. */
function hintsOf(nodeType: INodeType, parameters: INodeParameters): string {
	const { description } = nodeType;
	const defaults = Object.fromEntries(description.properties.map(({ name, default: value }) => [name, value])) as INodeParameters;
	const node = { id: 'n', name: 'Trigger', type: description.name, typeVersion: 1, position: [0, 0] as [number, number], parameters: { ...defaults, ...parameters } };
	const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: 'w', nodes: [node], connections: {}, active: false, nodeTypes });
	const isShown = (condition: string | undefined) => condition === undefined || workflow.expression.getSimpleParameterValue(node, condition, 'internal', {}) === true;
	return (description.hints ?? []).flatMap(({ displayCondition, message }) => (isShown(displayCondition) ? [message] : [])).join('\n');
}

const ON = { recoverMissedRuns: true };
const RUNS = ['agent.run.status_update'];
const pairs = (list: object[]) => ({ metadataMatch: { pairs: list } }) as INodeParameters;

const browserUse = new BrowserUseTrigger();
const firecrawl = new FirecrawlTrigger();

test.each<[name: string, INodeType, INodeParameters, says: string | undefined, not: string | undefined]>([
	['Browser Use as it is', browserUse, {}, undefined, 'API v4'],
	['runs of API v4 alone, recovery off', browserUse, { events: RUNS }, 'API v4 has no webhooks. Under Options, switch on', undefined],
	['runs of API v4 alone, recovery on', browserUse, { events: RUNS, options: ON }, 'every run of API v4 that ends', 'has no webhooks'],
	['runs of API v4 alone, and a status that they never have', browserUse, { events: RUNS, statuses: ['finished'], options: ON }, 'never ends with any of these Statuses', undefined],
	['runs of API v4 alone, and a status that they have', browserUse, { events: RUNS, statuses: ['finished', 'cancelled'], options: ON }, undefined, 'never ends'],
	['Firecrawl as it is', firecrawl, {}, undefined, 'Recover'],
	['Firecrawl, recovery on', firecrawl, { options: ON }, 'lists the jobs of one day', 'Metadata Match'],
	['Firecrawl, recovery on, with metadata', firecrawl, { options: { ...ON, ...pairs([{ key: 'a', value: 'b' }]) } }, 'recovers nothing beside Metadata Match', undefined],
	['Firecrawl, recovery on, with metadata without a pair', firecrawl, { options: { ...ON, ...pairs([]) } }, undefined, 'Metadata Match'],
	['Firecrawl, recovery on without claims', firecrawl, { options: { ...ON, ignoreDuplicates: false } }, 'Switch one of the two options', undefined],
])('%s', (_name, nodeType, parameters, says, not) => {
	const hints = hintsOf(nodeType, parameters);
	if (says !== undefined) expect(hints).toContain(says);
	if (not !== undefined) expect(hints).not.toContain(not);
});
