import { addTrigger, bringUp, deliver, exampleWorkflow, idle, signed, TRIGGERS } from './harness';

/**
 * An isolate of n8n's expression engine is most of what a request costs, so it is counted where one is taken. n8n counts
 * them itself (N8N_METRICS).
 */

jest.setTimeout(240_000);

type N8n = Awaited<ReturnType<typeof bringUp>>;

async function isolates({ baseUrl }: N8n): Promise<number> {
	const text = await (await fetch(`${baseUrl}/metrics`)).text();
	return Number(/^n8n_expression_pool_acquired_total (\d+)$/m.exec(text)?.[1]);
}

const forged = () => signed('skyvern', { secret: 'another secret' });
const unsigned = () => ({ ...forged(), headers: { 'content-type': 'application/json' } });
const filtered = () => signed('skyvern', { status: 'failed' });
const genuine = () => signed('skyvern', { runId: 'run-1' });

/** For each delivery its answer and the isolates, in the order in which they are sent. */
const expected = {
	'on its defaults': { unsigned: [401, 1], forged: [401, 2], filtered: [200, 2], accepted: [200, 3], duplicate: [200, 2] },
	'that builds isolates late': { unsigned: [401, 0], forged: [401, 0], filtered: [200, 0], accepted: [200, 0], duplicate: [200, 0] },
};
const deliveries = { unsigned, forged, filtered, accepted: genuine, duplicate: genuine };

const hosts = [
	['on its defaults', {}],
	['that builds isolates late', { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }],
] as const;

test.each(hosts)('n8n %s', async (host, env) => {
	const n8n = await bringUp({ ...env, N8N_METRICS: 'true' });
	try {
		const workflow = exampleWorkflow(TRIGGERS.skyvern.example);
		const [{ name }] = workflow.nodes;
		// No expression behind the trigger: what follows costs the same with any trigger.
		workflow.nodes = [workflow.nodes[0], { ...workflow.nodes[1], name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }];
		workflow.connections = { [name]: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } };
		const trigger = await addTrigger(n8n.client, 'skyvern', { workflow, parameters: { statuses: ['completed'] } });
		const seen: Record<string, [number, number]> = {};
		for (const [kind, delivery] of Object.entries(deliveries)) {
			const before = await isolates(n8n);
			const { status } = await deliver(`${n8n.baseUrl}/${trigger.path}`, delivery());
			await idle(n8n, trigger.workflowId);
			seen[kind] = [status, (await isolates(n8n)) - before];
		}
		expect(seen).toEqual(expected[host]);
	} finally {
		await n8n.stop();
	}
});
