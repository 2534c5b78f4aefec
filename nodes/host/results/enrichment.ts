import type { IExecuteFunctions } from 'n8n-workflow';

import type { Provider } from '../../delivery/provider';
import type { Process } from '../process';
import type { ResultSettings } from '../settings';

/** What an enrichment works with: one item, one execution. */
export interface Enrichment {
	readonly context: IExecuteFunctions;
	readonly provider: Provider;
	readonly settings: ResultSettings;
	readonly baseUrl: string;
	readonly process: Process;
	/** Aborts when the time is up, or when somebody cancels the execution. */
	readonly signal: AbortSignal;
}
