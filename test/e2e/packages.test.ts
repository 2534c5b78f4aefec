import { startSkyvernApi } from '../standIns/skyvernApi';
import type { Trigger } from './harness';
import { addTrigger, deliver, signed, TRIGGERS } from './harness';
import { ALL_IN_ONE, bringUpBare, changedOver, SERVICES, singleOf } from './packages';
import { addRunner } from './runner';

jest.setTimeout(300_000);

const SKYVERN = singleOf('skyvern');
const FIRECRAWL = singleOf('firecrawl');

let n8n: Awaited<ReturnType<typeof bringUpBare>>;
let api: Awaited<ReturnType<typeof startSkyvernApi>>;

beforeAll(async () => {
	api = await startSkyvernApi({ apiKey: TRIGGERS.skyvern.secret });
	n8n = await bringUpBare();
});

afterAll(async () => {
	await n8n?.stop();
	await api?.stop();
});

const send = async ({ path }: Trigger, delivery: ReturnType<typeof signed>) => await deliver(`${n8n.baseUrl}/${path}`, delivery);

/** Of the demo's deliveries each provider has so many at least: a status, a generation, and what must not get in. */
const DELIVERIES = 9;

async function expectToPlay(packageName: string, providers: Parameters<typeof n8n.play>[1]) {
	const { unexpected, deliveries, runs } = await n8n.play(packageName, providers);
	expect(unexpected).toBe('');
	expect(deliveries).toBeGreaterThanOrEqual(DELIVERIES * providers.length);
	expect(runs).toBe(providers.length);
}

const runnerOf = async (packageName: string) =>
	await addRunner(n8n, {
		packageName,
		type: 'skyvern',
		credential: { baseUrl: api.baseUrl },
		parameters: { operation: 'start', kind: 'task', prompt: 'Find mugs' },
	});

test.each(SERVICES.map(({ name, provider }) => [name, provider] as const))('%s: installed alone, it plays, and uninstalling leaves nothing of it', async (name, provider) => {
	const { installedNodes } = await n8n.install(name);
	expect(installedNodes.map(({ type }) => type)).toEqual([`${name}.${provider}`, `${name}.${provider}Trigger`]);
	expect(await n8n.packages()).toEqual({ listed: [name], inFolder: [name] });
	await expectToPlay(name, [provider]);
	await n8n.uninstall(name);
	expect(await n8n.packages()).toEqual({ listed: [], inFolder: [] });
});

test('two of them beside each other', async () => {
	await n8n.install(SKYVERN);
	await n8n.install(FIRECRAWL);
	await expectToPlay(SKYVERN, ['skyvern']);
	await expectToPlay(FIRECRAWL, ['firecrawl']);
	await n8n.uninstall(SKYVERN);
	await expectToPlay(FIRECRAWL, ['firecrawl']);
	await n8n.uninstall(FIRECRAWL);
});

describe('the package of all services, and one of them', () => {
	test.each([
		[ALL_IN_ONE, SKYVERN],
		[SKYVERN, ALL_IN_ONE],
	])('beside %s, n8n refuses to install %s; the first goes on', async (first, second) => {
		await n8n.install(first);
		const trigger = await addTrigger(n8n.client, 'skyvern', { packageName: first });
		await expect(n8n.install(second)).rejects.toThrow('installed_nodes.name');
		expect(await n8n.packages()).toEqual({ listed: [first], inFolder: [first] });
		expect(await send(trigger, signed('skyvern', { runId: 'tsk_1' }))).toMatchObject({ status: 200, body: { status: 'accepted' } });
		await expectToPlay(first, ['skyvern']);
		await n8n.uninstall(first);
	});
});

describe('a workflow changes over to the package of one service', () => {
	const before = signed('skyvern', { runId: 'tsk_before' });
	let trigger: Trigger;
	/** As the editor's Download gives it, with the text replaced. */
	let changed: { nodes: object[]; connections: object };

	/** What the trigger has handed on, in a workflow of so many executions. */
	const emitted = async (workflowId: string, count: number) => {
		const executions = await n8n.client.waitForExecutions({ workflowId, count });
		const outputs = await Promise.all(executions.map(async ({ id }) => await n8n.client.outputOf(id, trigger.triggerName)));
		return outputs.flat().map(({ runId }) => runId);
	};

	test('while no package has its nodes, n8n itself refuses its deliveries', async () => {
		await n8n.install(ALL_IN_ONE);
		trigger = await addTrigger(n8n.client, 'skyvern');
		expect(await send(trigger, before)).toMatchObject({ body: { status: 'accepted' } });
		changed = changedOver(await n8n.client.getWorkflow(trigger.workflowId));
		await n8n.uninstall(ALL_IN_ONE);
		expect(await send(trigger, signed('skyvern', { runId: 'tsk_between' }))).toMatchObject({ status: 400, body: { message: expect.stringContaining('Unrecognized node type') } });
		await n8n.install(SKYVERN);
	});

	test('with the IDs of its nodes: URL and credential stay, and what came before is a duplicate', async () => {
		await n8n.client.updateWorkflow(trigger.workflowId, { nodes: changed.nodes, connections: changed.connections });
		await n8n.client.activate(trigger.workflowId);
		expect(await send(trigger, signed('skyvern', { runId: 'tsk_after' }))).toMatchObject({ status: 200, body: { status: 'accepted' } });
		expect(await send(trigger, before)).toMatchObject({ status: 200 });
		expect(await emitted(trigger.workflowId, 3)).toEqual(['tsk_before', 'tsk_after']);
	});

	test('imported by the editor, which gives its nodes new IDs: URL and credential stay, the memory begins anew', async () => {
		const nodes = changed.nodes.map((node) => ({ ...node, id: crypto.randomUUID() }));
		await n8n.client.updateWorkflow(trigger.workflowId, { nodes, connections: changed.connections });
		await n8n.client.activate(trigger.workflowId);
		expect(await send(trigger, before)).toMatchObject({ status: 200, body: { status: 'accepted' } });
		expect(await emitted(trigger.workflowId, 4)).toEqual(['tsk_before', 'tsk_after', 'tsk_before']);
	});

	test('as a new workflow: it has the URL once the old one is unpublished', async () => {
		const { id } = await n8n.client.createWorkflow({ name: 'Imported', nodes: changed.nodes, connections: changed.connections });
		await expect(n8n.client.activate(id)).rejects.toThrow(/conflict/);
		await n8n.client.deactivate(trigger.workflowId);
		await n8n.client.activate(id);
		expect(await send(trigger, before)).toMatchObject({ status: 200, body: { status: 'accepted' } });
		expect(await emitted(id, 1)).toEqual(['tsk_before']);
		await n8n.uninstall(SKYVERN);
	});
});

describe('both, where a package was put into the folder past n8n', () => {
	test('after a start, the one of the service has the credential: the other says so', async () => {
		await n8n.install(ALL_IN_ONE);
		const skyvern = await addTrigger(n8n.client, 'skyvern');
		const firecrawl = await addTrigger(n8n.client, 'firecrawl');
		const runner = await runnerOf(ALL_IN_ONE);
		n8n.putInFolder(SKYVERN);
		await n8n.restart();

		await expectToPlay(SKYVERN, ['skyvern']);
		expect(await send(firecrawl, signed('firecrawl'))).toMatchObject({ status: 200, body: { status: 'accepted' } });
		expect(await send(skyvern, signed('skyvern'))).toMatchObject({ status: 503, body: { status: 'unavailable' } });
		await runner.start();
		await runner.failed();
		expect((await runner.failure()).message).toMatch(/The credential Skyvern Webhook API cannot be read\. .*uninstall one of the two/);
		await expect(addTrigger(n8n.client, 'skyvern')).rejects.toThrow('cannot use credential type "skyvernWebhookApi"');
		await n8n.client.deactivate(skyvern.workflowId);
		await expect(n8n.client.activate(skyvern.workflowId)).rejects.toThrow('uninstall one of the two');
		// Last, because what n8n prints comes a moment later.
		expect(n8n.logText()).toMatch(/uninstall one of the two\. .*\(reason: credential_unavailable\)/);
	});

	test('the one that n8n installs while it runs has it until the next start', async () => {
		await n8n.uninstall(ALL_IN_ONE);
		const single = await addTrigger(n8n.client, 'skyvern', { packageName: SKYVERN });
		await n8n.install(ALL_IN_ONE);
		await expectToPlay(ALL_IN_ONE, ['skyvern']);
		expect(await send(single, signed('skyvern'))).toMatchObject({ status: 503 });
		await n8n.uninstall(ALL_IN_ONE);
		expect(await send(single, signed('skyvern'))).toMatchObject({ status: 200 });
	});
});
