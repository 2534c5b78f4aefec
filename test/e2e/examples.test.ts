import { listFiles, listPages, readFileSync } from '../files';
import type { ProviderId } from './harness';
import { addTrigger, bringUp, deliver, exampleWorkflow, PROVIDERS, runShell, signed, TRIGGERS } from './harness';

jest.setTimeout(240_000);

let n8n: Awaited<ReturnType<typeof bringUp>>;

beforeAll(async () => {
	n8n = await bringUp();
	const { id } = await n8n.client.call('GET', '/projects/personal');
	const columns = Object.entries(COLUMNS).map(([name, type]) => ({ name, type }));
	await n8n.client.call('POST', `/projects/${id}/data-tables`, { name: 'agent_runs', columns });
});

afterAll(async () => {
	await n8n?.stop();
});

/** A run that a provider reports, and what the node of the example has for it then; undefined where it does not run. */
interface Run {
	readonly provider: ProviderId;
	readonly status?: string;
	readonly node: string;
	readonly output: object | undefined;
}

const summary = (provider: ProviderId): Run => ({
	provider,
	node: 'Summary',
	output: { text: `Run tsk_example ended: ${provider === 'browserUse' ? 'finished' : 'completed'}` },
});

const COLUMNS = { delivery_id: 'string', run: 'string', outcome: 'string', output: 'string', received_at: 'date' };

/** Every file of the folder, with its runs in order, or the test that has the API which it needs. */
const EXAMPLES: Readonly<Record<string, readonly Run[] | `${string}.test.ts`>> = {
	'alert-on-failure.json': [
		{ provider: 'skyvern', node: 'Alert', output: undefined },
		{ provider: 'skyvern', status: 'failed', node: 'Alert', output: { subject: 'Skyvern run tsk_example: failed', text: expect.stringMatching(/^The page did not load\. \(\d{4}-/), link: expect.stringMatching(/^https:/) } },
		{ provider: 'skyvern', status: 'canceled', node: 'Alert', output: { subject: 'Skyvern run tsk_example: canceled' } },
	],
	'all-providers.json': [
		{ provider: 'browserUse', node: 'Summary', output: { text: 'Run tsk_example at browserUse ended: finished' } },
		{ provider: 'skyvern', status: 'failed', node: 'Alert', output: { text: 'Run tsk_example at skyvern failed: The page did not load.' } },
		{ provider: 'smartBrowse', status: 'cancelled', node: 'Other', output: { text: 'Run tsk_example at smartBrowse reports: cancelled' } },
		{ provider: 'firecrawl', status: 'failed', node: 'Alert', output: { text: 'Run tsk_example at firecrawl failed: Failed to extract data: timeout exceeded' } },
	],
	'browser-use.json': [summary('browserUse')],
	'firecrawl.json': [summary('firecrawl')],
	'firecrawl-rows.json': 'results.test.ts',
	'firecrawl-run.json': 'firecrawlNode.test.ts',
	'browser-use-rows.json': 'results.test.ts',
	'browser-use-run.json': 'askingNodes.test.ts',
	'remove-duplicates.json': [summary('skyvern')],
	'rows-to-data-table.json': [
		{ provider: 'skyvern', node: 'Data table', output: { run: 'tsk_example', outcome: 'succeeded', output: expect.stringContaining('1299.99') } },
		{ provider: 'skyvern', status: 'failed', node: 'Data table', output: { run: 'tsk_example', outcome: 'failed' } },
	],
	'skyvern.json': [summary('skyvern')],
	'skyvern-files.json': 'results.test.ts',
	'skyvern-run-and-wait.json': 'runsInWorkflows.test.ts',
	'smartbrowse.json': [summary('smartBrowse')],
	'smartbrowse-rows.json': 'results.test.ts',
	'smartbrowse-run.json': 'askingNodes.test.ts',
};

test('no example is forgotten, here or in the documentation', () => {
	expect(Object.keys(EXAMPLES).sort()).toEqual([...listFiles('examples')].sort());
	const pages = listPages().map(readFileSync).join('\n');
	for (const [file, runs] of Object.entries(EXAMPLES)) {
		expect(pages).toContain(`examples/${file})`);
		if (typeof runs === 'string') expect(readFileSync(`test/e2e/${runs}`)).toContain(`'${file}'`);
	}
});

/** Stores the example as it is, with a credential in each of its triggers, and activates it. */
async function add(file: string) {
	const workflow = exampleWorkflow(file);
	const paths = new Map<string, string>();
	for (const provider of PROVIDERS) {
		const trigger = workflow.nodes.find(({ type }: { type: string }) => type === `n8n-nodes-browser-agents.${provider}Trigger`);
		if (trigger === undefined) continue;
		const { label, credentialType, credential } = TRIGGERS[provider];
		const { id, name } = await n8n.client.createCredential({ name: label, type: credentialType, data: credential });
		trigger.credentials = { [credentialType]: { id, name } };
		paths.set(provider, `webhook/${trigger.webhookId}/webhook`);
	}
	const { id } = await n8n.client.createWorkflow(workflow);
	await n8n.client.activate(id);
	return { id: String(id), paths };
}

test.each(Object.entries(EXAMPLES).flatMap(([file, runs]) => (typeof runs === 'string' ? [] : [[file, runs] as const])))(
	'examples/%s runs as it is, and ends as it should',
	async (file, runs) => {
		const { id: workflowId, paths } = await add(file);
		for (const [index, { provider, status, node, output }] of runs.entries()) {
			const url = `${n8n.baseUrl}/${paths.get(provider)}`;
			const sent = signed(provider, { runId: 'tsk_example', ...(status !== undefined && { status }) });
			expect(await deliver(url, sent)).toMatchObject({ status: 200, body: { status: 'accepted' } });
			await n8n.client.waitForExecutions({ workflowId, count: index + 1 });
			const [execution] = (await n8n.client.executions({ workflowId })).sort((a, b) => Number(b.id) - Number(a.id));
			expect(execution.status).toBe('success');
			const items = await n8n.client.outputOf(execution.id, node);
			expect(items).toMatchObject(output === undefined ? [] : [output]);
		}
	},
);

describe('the commands of the page on refusals', () => {
	const commands = [...readFileSync('docs/refusals.md').matchAll(/^npm run deliver -- (.+)$/gm)].map(([, options]) => options);

	test('there are some', () => {
		expect(commands.length).toBeGreaterThanOrEqual(8);
	});

	test.each(commands)('npm run deliver -- %s', async (options) => {
		const provider = /--provider (\w+)/.exec(options)?.[1] as ProviderId;
		const trigger = await addTrigger(n8n.client, provider, { parameters: { events: [], statuses: [] } });
		const line = options
			.replace('URL', `${n8n.baseUrl}/${trigger.path}`)
			.replace('SECRET', `'${TRIGGERS[provider].secret}'`)
		const { output } = await runShell(`node scripts/deliver.js ${line}`);
		const expected = /--tamper|--age/.test(options) && provider !== 'smartBrowse' ? /^401 / : /^200 /;
		expect(output.trim().split('\n').at(-1)).toMatch(expected);
	});
});
