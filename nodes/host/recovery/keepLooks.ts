import type { IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Provider } from '../../delivery/provider';
import type { Recovery } from '../../delivery/recovery';
import type { Process } from '../process';
import { claimKey } from '../process';

/** The name in the node's static data, for each list another. */
export function keptAs({ name }: Recovery): string {
	return name === undefined ? 'recovery' : `recovery, ${name}`;
}

/** The key under which the process remembers the looks of a node at a list. */
export function looksKey(context: ITriggerFunctions | IExecuteFunctions, { name }: Recovery): string {
	return claimKey(context, name ?? '');
}

/**
 * Puts into the node's static data what a restart must not forget. n8n saves static data that changed when a
 * workflow was activated, when a trigger emits, and when an execution ends; not on a tick that finds nothing.
 * So an execution keeps it too: the more runs were delivered, the less is left to look through after a restart.
 */
export function keep(context: ITriggerFunctions | IExecuteFunctions, { recovery }: Provider, process: Process): void {
	for (const list of recovery ?? []) {
		const looks = process.looks.get(looksKey(context, list));
		if (looks === undefined) continue;
		const kept = context.getWorkflowStaticData('node');
		const before = kept[keptAs(list)];
		const { since, settledAt: lookedAt, settledOpen: open } = looks;
		if (typeof before === 'object' && before !== null && 'lookedAt' in before && before.lookedAt === lookedAt) continue;
		kept[keptAs(list)] = { since, lookedAt, ...(open !== undefined && { open: [...open] }) };
	}
}
