import { startRunLists } from '../standIns/runLists';
import { addTrigger, bringUp, deliver, signed, TRIGGERS } from './harness';

jest.setTimeout(240_000);

let n8n: Awaited<ReturnType<typeof bringUp>>;

beforeAll(async () => {
	n8n = await bringUp();
});

afterAll(async () => {
	await n8n?.stop();
});

function withoutSecrets(provider: keyof typeof TRIGGERS): Record<string, string> {
	const { credential } = TRIGGERS[provider];
	return Object.fromEntries(
		Object.entries(credential).map(([field, value]) => [field, /secret|key|value/i.test(field) ? '' : value]),
	);
}

test('activation without a secret fails and says which field to fill in', async () => {
	const activations = [
		addTrigger(n8n.client, 'skyvern', { credential: withoutSecrets('skyvern') }),
		addTrigger(n8n.client, 'smartBrowse', { credential: withoutSecrets('smartBrowse') }),
		addTrigger(n8n.client, 'firecrawl', { credential: withoutSecrets('firecrawl') }),
	];
	const [skyvern, smartBrowse, firecrawl] = await Promise.allSettled(activations);
	expect(skyvern).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('Fill in API Key in the credential Skyvern Webhook API') } });
	expect(smartBrowse).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('Fill in Header Value in the credential SmartBrowse Webhook API') } });
	expect(firecrawl).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('Fill in Webhook Secret in the credential Firecrawl Webhook API') } });
});

test('Browser Use can be set up from nothing: activate, ping, paste the secret, first delivery', async () => {
	const trigger = await addTrigger(n8n.client, 'browserUse', { credential: withoutSecrets('browserUse') });
	const url = `${n8n.baseUrl}/${trigger.path}`;
	const ping = { headers: { 'content-type': 'application/json' }, body: signed('browserUse', { event: 'test' }).body };
	expect(await deliver(url, ping)).toMatchObject({ status: 200, body: { status: 'ignored', reason: 'test_ping' } });
	expect(await deliver(url, signed('browserUse'))).toMatchObject({ status: 503 });
	expect(n8n.logText()).toContain('then paste the secret into Signing Secret');

	const { credential, credentialType } = TRIGGERS.browserUse;
	await n8n.client.updateCredential(trigger.credentialId, { name: 'Browser Use', type: credentialType, data: credential });
	expect(await deliver(url, signed('browserUse'))).toMatchObject({ status: 200, body: { status: 'accepted' } });
	const [execution] = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1 });
	expect(await n8n.client.outputOf(execution.id, trigger.triggerName)).toHaveLength(1);
});

describe('while the user listens for a test event', () => {
	test('a refused delivery shows its reason on the canvas', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern', { activate: false });
		const run = await n8n.client.runManually(trigger.workflowId, trigger.triggerName);
		const answer = await deliver(`${n8n.baseUrl}/${trigger.testPath}`, signed('skyvern', { secret: 'another secret' }));
		expect(answer).toMatchObject({ status: 401, body: { status: 'refused' } });
		await run.waitFor('executionFinished', 20_000);
		expect(run.errors()).toMatchObject([
			{ nodeName: trigger.triggerName, message: 'The signature in x-skyvern-signature does not fit the body' },
		]);
	});

	test('a filtered delivery shows its filter on the canvas, and the provider is content', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern', { parameters: { statuses: ['failed'] }, activate: false });
		const run = await n8n.client.runManually(trigger.workflowId, trigger.triggerName);
		const answer = await deliver(`${n8n.baseUrl}/${trigger.testPath}`, signed('skyvern'));
		expect(answer).toMatchObject({ status: 200, body: { status: 'ignored', reason: 'status_not_selected' } });
		await run.waitFor('executionFinished', 20_000);
		expect(run.errors()).toMatchObject([
			{ nodeName: trigger.triggerName, message: 'This delivery was filtered out: its status "completed" is not among Statuses' },
		]);
	});

	test('a run under way that is filtered out leaves the editor listening for its end', async () => {
		const trigger = await addTrigger(n8n.client, 'browserUse', { parameters: { statuses: ['finished'] }, activate: false });
		const run = await n8n.client.runManually(trigger.workflowId, trigger.triggerName);
		const url = `${n8n.baseUrl}/${trigger.testPath}`;
		expect(await deliver(url, signed('browserUse', { status: 'started' }))).toMatchObject({ body: { status: 'ignored' } });
		expect(await deliver(url, signed('browserUse'))).toMatchObject({ body: { status: 'accepted' } });
		await run.waitFor('executionFinished', 20_000);
		expect(run.errors()).toEqual([]);
	});

	test('a genuine delivery arrives as in production, twice too', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern', { activate: false });
		const delivery = signed('skyvern', { runId: 'tsk_test_1' });
		for (let count = 1; count <= 2; count += 1) {
			const run = await n8n.client.runManually(trigger.workflowId, trigger.triggerName);
			expect(await deliver(`${n8n.baseUrl}/${trigger.testPath}`, delivery)).toMatchObject({ status: 200 });
			await run.waitFor('executionFinished', 20_000);
			expect(run.errors()).toEqual([]);
			const executions = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count });
			const items = await n8n.client.outputOf(executions[count - 1].id, trigger.triggerName);
			expect(items).toMatchObject([{ runId: 'tsk_test_1', outcome: 'succeeded' }]);
		}
	});
});

describe('the Test button', () => {
	async function tested(provider: keyof typeof TRIGGERS, changes: Record<string, string>) {
		const { credential, credentialType } = TRIGGERS[provider];
		const data = { ...credential, ...changes };
		const stored = await n8n.client.createCredential({ name: 'Tested', type: credentialType, data });
		return await n8n.client.testCredential({ id: stored.id, name: 'Tested', type: credentialType, data });
	}

	test('tells a padded secret from a filled one', async () => {
		expect(await tested('browserUse', {})).toMatchObject({ status: 'OK' });
		const padded = await tested('browserUse', { signingSecret: ' padded-secret-0123456789 ' });
		expect(padded).toMatchObject({ status: 'Error', message: expect.stringContaining('white space') });
	});

	test.each(['browserUse', 'skyvern'] as const)('asks the API of %s whether it takes the key', async (provider) => {
		const { secret: apiKey } = TRIGGERS.skyvern;
		const api = await startRunLists({ apiKey });
		const changes = { baseUrl: api.baseUrl, apiKey };
		expect(await tested(provider, changes)).toMatchObject({ status: 'OK', message: expect.stringContaining('accepts the API key') });
		const refused = await tested(provider, { ...changes, apiKey: `${apiKey}-revoked` });
		expect(refused).toMatchObject({ status: 'Error', message: expect.stringContaining('refused the API key (HTTP 401)') });
		await api.stop();
		expect(await tested(provider, changes)).toMatchObject({ status: 'Error', message: expect.stringContaining('could not be reached') });
	});
});

test('after a restart, a trigger whose credential is gone still tells the provider to try again', async () => {
	const triggers = [await addTrigger(n8n.client, 'skyvern'), await addTrigger(n8n.client, 'smartBrowse')];
	for (const { credentialId } of triggers) await n8n.client.deleteCredential(credentialId);
	await n8n.restart();
	expect(await deliver(`${n8n.baseUrl}/${triggers[0].path}`, signed('skyvern'))).toMatchObject({ status: 503 });
	expect(await deliver(`${n8n.baseUrl}/${triggers[1].path}`, signed('smartBrowse'))).toMatchObject({ status: 503 });
});
