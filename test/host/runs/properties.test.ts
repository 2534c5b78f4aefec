import type { INodeParameters, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { BrowserUse } from '../../../nodes/BrowserUse/BrowserUse.node';
import { Firecrawl } from '../../../nodes/Firecrawl/Firecrawl.node';
import { Skyvern } from '../../../nodes/Skyvern/Skyvern.node';
import { SmartBrowse } from '../../../nodes/SmartBrowse/SmartBrowse.node';
import { workflowOf } from '../webhook/webhookContext';

/** What n8n shows of a node while it waits, by name; as the tool of an AI agent it is a type of its own, whose name ends so. */
function shown({ description }: INodeType, parameters: INodeParameters, isTool: boolean): string[] {
	const type = { ...description, name: `${description.name}${isTool ? 'Tool' : ''}` };
	const values: INodeParameters = { operation: 'runAndWait', ...parameters };
	return description.properties.filter((property) => NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, type)).map(({ name }) => name);
}

const ABOUT_WAITING = ['askNotice', 'proofNotice', 'sleepNotice', 'stopWhenTimeIsUp', 'waitBy'];
const about = (node: INodeType, parameters: INodeParameters, isTool = false) => shown(node, parameters, isTool).filter((name) => ABOUT_WAITING.includes(name)).sort();

const nodes = { skyvern: new Skyvern(), firecrawl: new Firecrawl(), browserUse: new BrowserUse(), smartBrowse: new SmartBrowse() };
type Name = keyof typeof nodes;
const names = Object.keys(nodes) as Name[];

test.each<[node: Name, parameters: INodeParameters, shown: string[], asTool: string[]]>([
	['skyvern', { kind: 'task', waitBy: 'delivery' }, ['sleepNotice', 'waitBy'], ['askNotice', 'stopWhenTimeIsUp']],
	['skyvern', { kind: 'task', waitBy: 'asking' }, ['askNotice', 'stopWhenTimeIsUp', 'waitBy'], ['askNotice', 'stopWhenTimeIsUp']],
	['firecrawl', { kind: 'crawl', waitBy: 'delivery' }, ['proofNotice', 'sleepNotice', 'waitBy'], ['askNotice', 'stopWhenTimeIsUp']],
	['firecrawl', { kind: 'extract', waitBy: 'asking' }, ['askNotice', 'waitBy'], ['askNotice']],
	['browserUse', { kind: 'run' }, ['askNotice', 'stopWhenTimeIsUp'], ['askNotice', 'stopWhenTimeIsUp']],
	['smartBrowse', {}, ['askNotice'], ['askNotice']],
])('%s with %j says how it waits; as a tool of an AI agent it always asks', (name, parameters, panel, asTool) => {
	expect(about(nodes[name], parameters)).toEqual(panel);
	expect(about(nodes[name], parameters, true)).toEqual(asTool);
});

test.each(['start', 'get', 'stop'])('with the operation %s there is nothing to wait for', (operation) => {
	for (const name of names) {
		for (const isTool of [false, true]) expect(about(nodes[name], { operation, kind: 'crawl', waitBy: 'asking' }, isTool)).toEqual([]);
	}
});

test.each(names)('%s has a second output while it waits, and with no other operation', (name) => {
	const outputs = (operation: string) => {
		const { node, workflow } = workflowOf({ nodeType: nodes[name], parameters: { operation } });
		return NodeHelpers.getNodeOutputs(workflow, node, nodes[name].description);
	};
	expect(outputs('runAndWait')).toMatchObject([{ displayName: 'Ended' }, { displayName: 'Not Ended' }]);
	expect(['start', 'get', 'stop'].map((operation) => outputs(operation))).toEqual([['main'], ['main'], ['main']]);
});

test.each(names)('of the notices of %s, n8n shows all that stands there', (name) => {
	const notices = nodes[name].description.properties.filter(({ type }) => type === 'notice').map(({ displayName }) => displayName);
	expect(notices.join('').match(/<(?!\/?a\b)[^>]*>/g)).toBeNull();
});
