import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Makes a call of one of n8n's deduplication helpers on a row of that name, or on the one that n8n has for the node. Undefined where there
 * can be no other.
 *
 * This is a liberty with an object of n8n's. The helper takes the name of its row from the `id` of the node of this execution, while
 * it is being called, before it awaits anything (n8n/dist/deduplication/deduplication-helper.js, `createContext`). For as long as that call
 * takes, the node has the row's name for its id; nobody else runs meanwhile, and what the call returns is awaited after the id is back.
 *
 * A node that cannot be changed, or an id that the helper did not read, tells that this n8n works another way.
 */
export function inRow<T>(context: IExecuteFunctions, row: string | undefined, call: () => Promise<T>): Promise<T> | undefined {
	const node: object = context.getExecuteData().node;
	const id = Object.getOwnPropertyDescriptor(node, 'id');
	if (id?.configurable !== true) return undefined;
	let isRead = false;
	const name = () => {
		isRead = true;
		return row === undefined ? id.value : `${String(id.value)}/${row}`;
	};
	Object.defineProperty(node, 'id', { get: name, enumerable: true, configurable: true });
	let called: Promise<T>;
	try {
		called = call();
	} finally {
		Object.defineProperty(node, 'id', id);
	}
	if (isRead) return called;
	called.catch(() => undefined);
	return undefined;
}
