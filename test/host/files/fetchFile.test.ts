import type { IExecuteFunctions } from 'n8n-workflow';

import { fetchFile } from '../../../nodes/host/files/fetchFile';
import { newProcess } from '../../../nodes/host/process';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { startResultApis } from '../../standIns/resultApis';
import { executeContext } from '../contexts';
import { DeduplicationTable } from '../deduplication/deduplicationTable';

let api: Awaited<ReturnType<typeof startResultApis>>;

beforeAll(async () => {
	api = await startResultApis({ apiKey: 'key' });
});

afterAll(async () => {
	await api.stop();
});

type Answer = Parameters<typeof api.plan>[1];

const ROOM = 10_000;

/** Fetches a file of at most 5,000 bytes, and says how much room is left for others. */
async function fetch(answer: Answer, store?: IExecuteFunctions['helpers']['prepareBinaryData']) {
	api.plan('/files/x', answer);
	const { context } = await executeContext({ nodeType: new SkyvernTrigger(), items: [], executionId: '1', table: new DeduplicationTable() });
	if (store !== undefined) context.helpers.prepareBinaryData = store;
	const budget = { left: ROOM };
	const file = await fetchFile({
		context,
		credentialType: 'skyvernWebhookApi',
		ownOrigin: api.baseUrl,
		url: `${api.baseUrl}/files/x`,
		file: { kind: 'download', name: 'a' },
		limit: 5000,
		budget,
		signal: new AbortController().signal,
		process: newProcess(() => 0, async () => undefined),
	});
	return { file, left: budget.left };
}

/** Bytes in two parts, so that their number is not announced. */
const send = (length: number): Answer => (_request, response) => {
	response.write(Buffer.alloc(length / 2));
	response.end(Buffer.alloc(length / 2));
};

const disk: IExecuteFunctions['helpers']['prepareBinaryData'] = async (body) => {
	for await (const chunk of body as AsyncIterable<unknown>) void chunk;
	throw new Error('no space left');
};

test.each<[string, Answer, typeof disk | undefined, object, number]>([
	['a file that is kept takes room', send(4000), undefined, { bytes: 4000 }, 6000],
	['a file that is too large gives it back', send(8000), undefined, { reason: 'too_large' }, ROOM],
	['a file that breaks off gives it back, each time', (_q, r) => void r.write(Buffer.alloc(4000), () => r.destroy()), undefined, { reason: 'unavailable' }, ROOM],
	['a file that cannot be stored gives it back, each time', send(4000), disk, { reason: 'unavailable' }, ROOM],
])('%s', async (_name, answer, store, expected, left) => {
	const fetched = await fetch(answer, store);
	expect(fetched).toMatchObject({ file: expected, left });
});
