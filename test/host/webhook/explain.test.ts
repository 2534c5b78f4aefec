import type { INodeType } from 'n8n-workflow';

import { newProcess } from '../../../nodes/host/process';
import { receiveDelivery } from '../../../nodes/host/webhook/receiveDelivery';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { CURRENT, NOW, providers, signed } from '../../delivery/builders';
import { webhookContext } from './webhookContext';

/** Genuine, but for the quotes around the credential's secret. */
function context(changes: Partial<Parameters<typeof webhookContext>[0]> = {}) {
	const nodeType: INodeType = new SkyvernTrigger();
	const { headers, body } = signed('skyvern');
	return webhookContext({ nodeType, credential: { apiKey: `"${CURRENT}"` }, headers, rawBody: body, ...changes });
}

const on = { parameters: { options: { diagnoseRefusals: true } } };

test.each([
	['production', {}, 'signature_mismatch'],
	['production, switched on', on, 'secret_miswritten'],
	['a manual test', { mode: 'manual' }, 'secret_miswritten'],
] as const)('in %s the log says %s', async (_name, changes, reason) => {
	const made = context(changes);
	await receiveDelivery(made.context, providers.skyvern, newProcess(() => NOW, async () => undefined));
	expect(made.logged.join()).toContain(`(reason: ${reason})`);
	expect(made.logged.join()).not.toContain(CURRENT);
	expect(made.response.statusCode).toBe(401);
	expect(made.response.body).toEqual({ status: 'refused' });
});

test('a flood keeps neither another reason nor another node out of the log', async () => {
	const process = newProcess(() => NOW, async () => undefined);
	const linesOf = async (changes: Parameters<typeof context>[0]) => {
		const made = context(changes);
		await receiveDelivery(made.context, providers.skyvern, process);
		return made.logged.length;
	};
	const lines: number[] = [];
	for (const changes of [{}, {}, {}, {}, { headers: {} }, { nodeId: 'node-2' }, {}]) lines.push(await linesOf(changes));
	expect(lines).toEqual([1, 1, 1, 0, 1, 1, 0]);
});

test('the canvas shows the cause, also of a refusal that the log does not admit', async () => {
	const process = newProcess(() => NOW, async () => undefined);
	for (let count = 0; count < 10; count += 1) {
		const made = context({ mode: 'manual' });
		const { workflowData } = await receiveDelivery(made.context, providers.skyvern, process);
		expect(JSON.stringify(workflowData)).toContain('has quotes around it');
		expect(made.logged).toHaveLength(count < 3 ? 1 : 0);
	}
});

test('a flood is diagnosed as seldom as it is logged, whatever its deliveries would be diagnosed as', async () => {
	const process = newProcess(() => NOW, async () => undefined);
	const reads: number[] = [];
	for (let count = 0; count < 50; count += 1) {
		const { headers, body } = signed('skyvern', { secret: count % 2 === 0 ? CURRENT : 'another' });
		const made = context({ ...on, headers, rawBody: body });
		await receiveDelivery(made.context, providers.skyvern, process);
		reads.push(made.credentialReads());
	}
	// The first look at the credential is the judgement's, the second the diagnosis's.
	expect(reads).toEqual([2, 2, 2, ...Array.from({ length: 47 }, () => 1)]);
});

test('the sender has its answer before the diagnosis begins', async () => {
	const made = context(on);
	const getCredentials = made.context.getCredentials.bind(made.context);
	const answered: boolean[] = [];
	made.context.getCredentials = async (type: string) => {
		answered.push(made.response.writableFinished);
		return await getCredentials(type);
	};
	await receiveDelivery(made.context, providers.skyvern, newProcess(() => NOW, async () => undefined));
	expect(answered).toEqual([false, true]);
});

test('a diagnosis that fails leaves the first reason', async () => {
	const made = context(on);
	const getCredentials = made.context.getCredentials.bind(made.context);
	let calls = 0;
	made.context.getCredentials = async (type: string) => {
		calls += 1;
		if (calls === 2) throw new Error('gone');
		return await getCredentials(type);
	};
	await receiveDelivery(made.context, providers.skyvern, newProcess(() => NOW, async () => undefined));
	expect(made.logged.join()).toContain('(reason: signature_mismatch)');
});
