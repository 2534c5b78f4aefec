import { listFiles, readFileSync } from '../files';
import type { ProviderId } from './harness';
import { addTrigger, bringUp, deliver, exampleWorkflow, runShell, signed, TRIGGERS } from './harness';

jest.setTimeout(240_000);

let n8n: Awaited<ReturnType<typeof bringUp>>;

beforeAll(async () => {
	n8n = await bringUp();
});

afterAll(async () => {
	await n8n?.stop();
});

/** The others end with rows or files, and need an API: results.test.ts runs them. */
const examples = listFiles('examples').filter((file) => exampleWorkflow(file).nodes.some(({ name }: { name: string }) => name === 'Summary'));

function providerOf(workflow: { nodes: Array<{ type: string }> }): ProviderId {
	const ids = Object.keys(TRIGGERS) as ProviderId[];
	const provider = ids.find((id) => workflow.nodes.some(({ type }) => type === `n8n-nodes-browser-agents.${id}Trigger`));
	if (provider === undefined) throw new Error('The example has no trigger of this package');
	return provider;
}

test.each(examples)('examples/%s runs as it is, and reports what happened', async (file) => {
	const workflow = exampleWorkflow(file);
	const provider = providerOf(workflow);
	const trigger = await addTrigger(n8n.client, provider, { workflow });
	const url = `${n8n.baseUrl}/${trigger.path}`;
	expect(await deliver(url, signed(provider, { runId: 'tsk_example' }))).toMatchObject({ status: 200, body: { status: 'accepted' } });
	const [execution] = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1 });
	expect(execution.status).toBe('success');
	const [{ text }] = await n8n.client.outputOf(execution.id, 'Summary');
	expect(text).toMatch(/^Run tsk_example ended: (completed|finished)$/);
});

describe("the README's commands", () => {
	const readme = readFileSync('README.md');
	const commands = [...readme.matchAll(/^npm run deliver -- (.+)$/gm)].map(([, options]) => options);

	test('there are some', () => {
		expect(commands.length).toBeGreaterThan(0);
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
