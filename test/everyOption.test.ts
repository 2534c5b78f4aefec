import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { BrowserUseTrigger } from '../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { FirecrawlTrigger } from '../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { newProcess } from '../nodes/host/process';
import { receiveDelivery } from '../nodes/host/webhook/receiveDelivery';
import { SkyvernTrigger } from '../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import signers from '../scripts/deliveries';
import type { ProviderId } from './delivery/deliveries';
import { credentialWith, CURRENT, delivery, deliveryOf, generations, ids, NOW, providers } from './delivery/deliveries';
import { webhookContext } from './host/webhook/webhookContext';

type Delivery = ReturnType<typeof delivery>;

const nodes: Record<ProviderId, INodeType> = {
	browserUse: new BrowserUseTrigger(),
	skyvern: new SkyvernTrigger(),
	smartBrowse: new SmartBrowseTrigger(),
	firecrawl: new FirecrawlTrigger(),
};

async function answer(id: ProviderId, { headers, body }: Delivery, parameters: Record<string, unknown>, mode: 'webhook' | 'manual' = 'webhook') {
	const { context, response } = webhookContext({ nodeType: nodes[id], credential: credentialWith(id, CURRENT), headers, rawBody: body, parameters, mode });
	const { webhookResponse, workflowData } = await receiveDelivery(context, providers[id], newProcess(() => NOW, async () => undefined));
	return { body: webhookResponse ?? response.body, shown: JSON.stringify(workflowData) };
}

function parameter(id: ProviderId, wanted: string): INodeProperties {
	const found = nodes[id].description.properties.find(({ name }) => name === wanted);
	if (found === undefined) throw new Error(`${id} has no ${wanted}`);
	return found;
}

const choices = ({ options = [] }: INodeProperties) => (options as INodePropertyOptions[]).map(({ value }) => String(value));

/** What each generation sends of a session: in the flat one, nothing but the ids tells. */
const SESSIONS: Readonly<Record<string, (status: string) => object>> = {
	A: (status) => ({ session_id: 's', status }),
	B: (status) => ({ type: 'session.status.update', timestamp: new Date(NOW).toISOString(), payload: { session_id: 's', status } }),
	C: (status) => ({ type: 'session.status.update', timestamp: new Date(NOW).toISOString(), payload: { sessionId: 's', status } }),
};
const later: Readonly<Record<ProviderId, object>> = {
	browserUse: { type: 'task.archived', timestamp: new Date(NOW).toISOString(), payload: { task_id: 't', status: 'finished' } },
	skyvern: {},
	smartBrowse: { event: 'archived', run_id: 'r' },
	firecrawl: { type: 'crawl.archived', id: 'i', webhookId: 'w' },
};

/** A genuine delivery that reports this event. */
function reporting(id: ProviderId, generation: string, event: string): Delivery {
	if (event === 'other') return deliveryOf(id, later[id], { generation });
	if (id === 'browserUse' && event === 'session.status.update') return deliveryOf(id, SESSIONS[generation]('idle'), { generation });
	return delivery(id, { generation, event, ...(id === 'smartBrowse' && { status: event }) });
}

/** What came later than the oldest wire format. */
const SINCE: Readonly<Record<string, readonly string[]>> = {
	// API v4 has no webhooks: recovery brings its runs.
	'browserUse agent.run.status_update': [],
	'skyvern attempt': ['code', 'documents'],
	'skyvern workflow_run': ['code', 'documents'],
};

describe.each(generations)('%s %s: a genuine delivery passes', (id, generation) => {
	const events = choices(parameter(id, 'events'));
	test.each(events.filter((event) => (SINCE[`${id} ${event}`] ?? [generation]).includes(generation)))('where the one event is %s', async (event) => {
		expect((await answer(id, reporting(id, generation, event), { events: [event] })).body).toEqual({ status: 'accepted' });
	});

	/** The words of monitored pages and checks are those of their reports; the others are the last word of an event. */
	function having(status: string): Delivery {
		if (id !== 'firecrawl') return delivery(id, { generation, status, ...(id === 'smartBrowse' && { event: status }) });
		const event = signers.firecrawl.events.find((name) => name.endsWith(`.${status}`));
		if (event !== undefined) return delivery(id, { generation, event });
		const type = status === 'partial' ? 'monitor.check.completed' : 'monitor.page';
		return deliveryOf(id, { type, [generation === 'v0' ? 'jobId' : 'id']: 'i', webhookId: 'w', data: { status } }, { generation });
	}

	test.each(choices(parameter(id, 'statuses')))('where the one status is %s', async (status) => {
		expect((await answer(id, having(status), { events: [], statuses: [status] })).body).toEqual({ status: 'accepted' });
	});

	/** A value for each option that is typed, and the delivery that it lets through; undefined where none can pass. */
	const typed: Readonly<Record<string, { readonly value: unknown; readonly one?: Delivery }>> = {
		'browserUse metadataMatch': {
			value: { pairs: [{ key: 'city', value: 'Zürich' }] },
			...(generation === 'B' && { one: delivery('browserUse', { generation }) }),
		},
		'browserUse sessionIds': { value: 'another, s', one: deliveryOf('browserUse', SESSIONS[generation]?.('idle') ?? {}, { generation }) },
		'browserUse taskIds': { value: 'another, t', one: delivery('browserUse', { generation, runId: 't' }) },
		'skyvern runIds': { value: 'another, tsk_1', one: delivery('skyvern', { generation, runId: 'tsk_1' }) },
		'skyvern workflowIds': {
			value: 'another, wpid_1',
			one: deliveryOf('skyvern', { status: 'completed', workflow_run_id: 'wr_1', workflow_id: 'wpid_1', ...(generation !== 'old' && { run_id: 'wr_1', run_type: 'workflow_run' }) }, { generation }),
		},
		'smartBrowse recipeIds': { value: 'another, m3Yc2tFvN8q', one: delivery('smartBrowse', { generation }) },
		'smartBrowse runIds': { value: 'another, r', one: delivery('smartBrowse', { generation, runId: 'r' }) },
		'firecrawl jobIds': { value: 'another, j', one: delivery('firecrawl', { generation, runId: 'j' }) },
		'firecrawl metadataMatch': { value: { pairs: [{ key: 'city', value: 'Zürich' }] }, one: delivery('firecrawl', { generation }) },
	};
	const usual = delivery(id, { generation });

	function values(option: INodeProperties): ReadonlyArray<readonly [value: unknown, one?: Delivery]> {
		switch (option.type) {
			case 'boolean':
				return [[true, usual], [false, usual]];
			case 'number':
				return [[option.default, usual]];
			case 'options':
				return choices(option).map((value) => [value, usual]);
			case 'multiOptions':
				return [[choices(option), usual]];
			default: {
				const known = typed[`${id} ${option.name}`];
				if (known === undefined) throw new Error(`What passes ${option.name} of ${id}? Say it here`);
				return [[known.value, known.one]];
			}
		}
	}
	const options = (parameter(id, 'options').options as INodeProperties[]).flatMap((option) => values(option).map(([value, one]) => [option, value, one] as const));

	test.each(options.map(([option, value, one]) => [option.displayName, value, option, one] as const))('where %s is %j', async (_name, value, option, one) => {
		const parameters = { options: { [option.name]: value } };
		if (one !== undefined) {
			expect((await answer(id, one, parameters)).body).toEqual({ status: 'accepted' });
			return;
		}
		// Where nothing can pass, the option says so, and so does the answer while somebody tests.
		const { body, shown } = await answer(id, usual, parameters, 'manual');
		expect(body).toEqual({ status: 'ignored', reason: 'metadata_not_matched' });
		expect(option.description).toContain('Only tasks of API v2 have metadata');
		expect(option.description).toContain('no session of API v3 and no run of API v4 starts the workflow');
		expect(shown).toContain('it brings no metadata');
		expect(shown).toContain('sessions of API v3 have none');
	});
});

test('a session of API v3 that Metadata Match keeps out says why', async () => {
	const parameters = { options: { metadataMatch: { pairs: [{ key: 'city', value: 'Zürich' }] } } };
	const { body, shown } = await answer('browserUse', deliveryOf('browserUse', SESSIONS.B('idle')), parameters, 'manual');
	expect(body).toEqual({ status: 'ignored', reason: 'metadata_not_matched' });
	expect(shown).toContain('sessions of API v3 have none');
});

test('every provider and every wire format is gone through', () => {
	expect(new Set(generations.map(([id]) => id))).toEqual(new Set(ids));
	expect(Object.keys(nodes).sort()).toEqual([...ids].sort());
});
