import type { IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Process } from '../process';
import { claimKey } from '../process';

/** The name in the node's static data. */
export const KEPT = 'recovery';

/**
 * Puts into the node's static data what a restart must not forget. n8n saves static data that changed when a
 * workflow was activated, when a trigger emits, and when an execution ends; not on a tick that finds nothing.
 * So an execution keeps it too: the more runs were delivered, the less is left to look through after a restart.
 */
export function keep(context: ITriggerFunctions | IExecuteFunctions, process: Process): void {
	const looks = process.looks.get(claimKey(context, ''));
	if (looks === undefined) return;
	const kept = context.getWorkflowStaticData('node');
	const { since, settledAt: lookedAt } = looks;
	const before = kept[KEPT];
	if (typeof before === 'object' && before !== null && 'lookedAt' in before && before.lookedAt === lookedAt) return;
	kept[KEPT] = { since, lookedAt };
}
