import type { INodeCredentialsDetails } from 'n8n-workflow';

import type { Process } from '../../../nodes/host/process';
import { newProcess } from '../../../nodes/host/process';
import { receiveDelivery } from '../../../nodes/host/webhook/receiveDelivery';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { credentialWith, CURRENT, delivery, NOW, PREVIOUS, providers } from '../../delivery/deliveries';
import { webhookContext } from './webhookContext';

/** n8n's reads of credentials, each of which ends when the test says so. */
function credentialStore() {
	const reads: Array<{ end: (credential: Record<string, unknown> | Error) => void }> = [];
	const read = async () =>
		await new Promise<Record<string, unknown>>((resolve, reject) => {
			reads.push({ end: (credential) => (credential instanceof Error ? reject(credential) : resolve(credential)) });
		});
	return { reads, read };
}

const right = credentialWith('skyvern', CURRENT);

/** Everything that waits for no read has happened. */
async function settled() {
	for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

interface Where {
	readonly workflowId?: string;
	readonly nodeId?: string;
	readonly credentialId?: INodeCredentialsDetails['id'];
	readonly mode?: 'webhook' | 'manual';
	readonly executionContext?: object;
}

let number = 0;

/** A genuine delivery, at a node whose credential comes from the store. */
function arrive(store: ReturnType<typeof credentialStore>, here: Process, where: Where = {}) {
	const { workflowId = 'workflow-1', nodeId = 'node-1', credentialId = 'credential-1', mode = 'webhook', executionContext } = where;
	const { headers, body } = delivery('skyvern', { runId: `tsk_${number++}` });
	const { context, response } = webhookContext({ nodeType: new SkyvernTrigger(), credential: store.read, headers, rawBody: body, nodeId, mode });
	const node = { ...context.getNode(), credentials: { skyvernWebhookApi: { id: credentialId, name: 'Credential' } } };
	jest.spyOn(context, 'getNode').mockReturnValue(node);
	jest.spyOn(context, 'getWorkflow').mockReturnValue({ id: workflowId, name: 'Workflow', active: true });
	jest.spyOn(context, 'getExecutionContext').mockReturnValue(executionContext as never);
	return receiveDelivery(context, providers.skyvern, here).then(({ workflowData }) => (workflowData === undefined ? response.statusCode : 'accepted'));
}

const newOne = () => newProcess(() => NOW, async () => undefined);

test('deliveries that are under way at the same time share one read; the next one after it reads again', async () => {
	const store = credentialStore();
	const here = newOne();
	const first = [arrive(store, here), arrive(store, here), arrive(store, here)];
	await settled();
	const late = arrive(store, here);
	await settled();
	expect(store.reads).toHaveLength(1);
	store.reads[0].end(right);
	expect(await Promise.all([...first, late])).toEqual(Array(4).fill('accepted'));
	expect(here.credentialReads.size).toBe(0);
	const next = arrive(store, here);
	await settled();
	expect(store.reads).toHaveLength(2);
	store.reads[1].end(right);
	expect(await next).toBe('accepted');
});

test('a changed or deleted credential holds for the very next delivery', async () => {
	const store = credentialStore();
	const here = newOne();
	for (const [credential, answer] of [[right, 'accepted'], [credentialWith('skyvern', PREVIOUS), 401], [new Error('deleted'), 503], [right, 'accepted']] as const) {
		const answered = arrive(store, here);
		await settled();
		store.reads[store.reads.length - 1].end(credential);
		expect(await answered).toBe(answer);
	}
	expect(store.reads).toHaveLength(4);
});

test('a read that fails fails only those that shared it', async () => {
	const store = credentialStore();
	const here = newOne();
	const sharing = [arrive(store, here), arrive(store, here)];
	const other = arrive(store, here, { nodeId: 'node-2' });
	await settled();
	expect(store.reads).toHaveLength(2);
	store.reads[0].end(new Error('the database is gone'));
	store.reads[1].end(right);
	expect(await Promise.all([...sharing, other])).toEqual([503, 503, 'accepted']);
	const next = arrive(store, here);
	await settled();
	store.reads[2].end(right);
	expect(await next).toBe('accepted');
});

const context = { version: 1, establishedAt: NOW, source: 'webhook' };

test.each<[string, Where, Where]>([
	['of different workflows', { workflowId: 'workflow-1' }, { workflowId: 'workflow-2' }],
	['of different nodes', { nodeId: 'node-1' }, { nodeId: 'node-2' }],
	['with different credentials', { credentialId: 'credential-1' }, { credentialId: 'credential-2' }],
	['whose ids only read the same in a row', { workflowId: 'a', nodeId: 'b","c' }, { workflowId: 'a","b', nodeId: 'c' }],
	['without a workflow that is stored', { workflowId: '' }, { workflowId: '' }],
	['whose credential has no id', { credentialId: null }, { credentialId: null }],
	['in an execution whose credential may be one person\'s', { executionContext: context }, { executionContext: context }],
])('deliveries %s share nothing', async (_name, one, other) => {
	const store = credentialStore();
	const here = newOne();
	const both = [arrive(store, here, one), arrive(store, here, other)];
	await settled();
	expect(store.reads).toHaveLength(2);
	store.reads[0].end(right);
	store.reads[1].end(credentialWith('skyvern', PREVIOUS));
	expect(await Promise.all(both)).toEqual(['accepted', 401]);
});

test('manual tests share nothing', async () => {
	const store = credentialStore();
	const here = newOne();
	const both = [arrive(store, here, { mode: 'manual' }), arrive(store, here, { mode: 'manual' })];
	await settled();
	expect(store.reads).toHaveLength(2);
	for (const { end } of store.reads) end(right);
	expect(await Promise.all(both)).toEqual(['accepted', 'accepted']);
});
