import { newProcess, queues } from '../../nodes/host/process';

/** A task that ends when it is told to, and says when it begins. */
function task(name: string, log: string[]) {
	let end: (outcome: 'done' | 'failed') => void = () => undefined;
	const ended = new Promise<string>((resolve, reject) => {
		end = (outcome) => (outcome === 'done' ? resolve(name) : reject(new Error(name)));
	});
	const run = async () => {
		log.push(name);
		return await ended;
	};
	return { run, end };
}

const settled = async (promise: Promise<unknown>) => await promise.catch((error: unknown) => String(error));

/** Long enough for every promise that can go on by itself. */
async function everybodyElse() {
	for (let k = 0; k < 20; k++) await Promise.resolve();
}

test('tasks with one key run one after the other, in order, also behind one that fails', async () => {
	const oneAtATime = queues();
	const log: string[] = [];
	const [a, b, c] = ['a', 'b', 'c'].map((name) => task(name, log));
	const results = [a, b, c].map(async ({ run }) => await settled(oneAtATime('key', run)));
	await everybodyElse();
	expect(log).toEqual(['a']);
	a.end('failed');
	await everybodyElse();
	expect(log).toEqual(['a', 'b']);
	b.end('done');
	await everybodyElse();
	expect(log).toEqual(['a', 'b', 'c']);
	c.end('done');
	expect(await Promise.all(results)).toEqual(['Error: a', 'b', 'c']);
});

test('tasks with different keys do not wait for each other', async () => {
	const oneAtATime = queues();
	const log: string[] = [];
	const [a, b] = ['a', 'b'].map((name) => task(name, log));
	const results = [oneAtATime('one', a.run), oneAtATime('two', b.run)];
	await everybodyElse();
	expect(log).toEqual(['a', 'b']);
	b.end('done');
	expect(await results[1]).toBe('b');
	a.end('done');
	expect(await results[0]).toBe('a');
});

test('a key whose queue has run dry starts at once', async () => {
	const oneAtATime = queues();
	expect(await settled(oneAtATime('key', async () => await Promise.reject(new Error('no'))))).toBe('Error: no');
	expect(await oneAtATime('key', async () => await Promise.resolve('next'))).toBe('next');
});

test('a task that throws before its first promise does not stop the queue', async () => {
	const oneAtATime = queues();
	const broken = oneAtATime('key', () => {
		throw new Error('at once');
	});
	const next = oneAtATime('key', async () => await Promise.resolve('next'));
	expect(await settled(broken)).toBe('Error: at once');
	expect(await next).toBe('next');
});

test('a task that is queued while the second of two runs waits for it', async () => {
	const oneAtATime = queues();
	const log: string[] = [];
	const [a, b, c] = ['a', 'b', 'c'].map((name) => task(name, log));
	const results = [a, b].map(async ({ run }) => await oneAtATime('key', run));
	await everybodyElse();
	a.end('done');
	await everybodyElse();
	results.push(oneAtATime('key', c.run));
	await everybodyElse();
	expect(log).toEqual(['a', 'b']);
	b.end('done');
	c.end('done');
	expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
});

test('a process claims 50,000 events, each for 14 days', () => {
	const { claims } = newProcess(() => 0, async () => undefined);
	for (let k = 0; k <= 50_000; k += 1) claims.take(String(k), 0);
	expect(claims.size).toBe(50_000);
	expect(claims.has('0')).toBe(false);
	expect(claims.take('50000', 14 * 86_400_000)).toBe(false);
	expect(claims.take('50000', 14 * 86_400_000 + 1)).toBe(true);
});
