import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../../delivery/provider';
import type { KnownKind, RunKind, Runs } from '../../delivery/runs';
import { canStart } from '../../delivery/runs';
import { credentialUnavailable } from '../../delivery/sentences/sentences';
import { secretsIn } from '../../delivery/toItem';
import type { Refusal } from '../../delivery/verdict';
import { readAccess } from '../../delivery/verification/access';
import type { Access } from '../../delivery/verification/authenticate';
import { baseUrlOf, hasApiKey } from '../api/api';
import type { Process } from '../process';

/** What the operations of a main node work with. */
export interface Step {
	readonly context: IExecuteFunctions;
	readonly runs: Runs;
	readonly process: Process;
	readonly baseUrl: string;
	/** What a delivery is verified with, or why none could be. */
	readonly access: Access | Refusal;
	/** What the credential holds that no error may repeat. */
	readonly secrets: readonly string[];
}

/** Rejects, with what to do, while the credential has no key to ask with, or no address where. */
export async function openStep(context: IExecuteFunctions, runs: Runs, process: Process): Promise<Step> {
	const { credential, api, label } = runs.provider;
	const data = await credentialFields(context, runs.provider);
	if (!hasApiKey(data, api)) {
		throw new NodeOperationError(context.getNode(), `The credential ${credential.label} has no ${api.apiKey.label} to ask ${label} with. Fill it in.`);
	}
	const baseUrl = baseUrlOf(data, api);
	if (!/^https?:\/\/./.test(baseUrl) || !URL.canParse(baseUrl)) {
		throw new NodeOperationError(context.getNode(), `Base URL in the credential ${credential.label} is no web address. It looks like ${api.defaultBaseUrl}. Correct it.`);
	}
	return { context, runs, process, baseUrl, access: readAccess(credential, data), secrets: secretsIn(runs.provider, data) };
}

/** The fields of the credential; rejects with what to do, where n8n only says that the credential is not for this node. */
export async function credentialFields(context: IExecuteFunctions | ILoadOptionsFunctions, { credential }: Provider): Promise<Readonly<Record<string, unknown>>> {
	try {
		return await context.getCredentials(credential.type);
	} catch {
		const { message, description } = credentialUnavailable(credential.label);
		throw new NodeOperationError(context.getNode(), `${message}. ${description}`);
	}
}

/** A run, and how its API reads it. */
export interface KnownRun {
	readonly id: string;
	readonly kind: KnownKind;
}

/** Of a run that is to be started. */
export function kindToStart({ context, runs }: Step, index: number): RunKind {
	const name: unknown = runs.onlyKind ?? context.getNodeParameter('kind', index);
	const kind = kindNamed(context, runs, name, index);
	if (canStart(kind)) return kind;
	throw new NodeOperationError(context.getNode(), `This node starts no ${String(name)}. Choose what to start from the list.`, { itemIndex: index });
}

/** The run that the user names for Get and Stop. */
export function namedRun({ context, runs }: Step, index: number): KnownRun {
	const value: unknown = context.getNodeParameter('runId', index);
	const id = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (id === '') throw new NodeOperationError(context.getNode(), 'Run ID is empty. Enter the ID of a run, or correct the expression in it.', { itemIndex: index });
	const name: unknown = runs.kindOf?.(id) ?? runs.onlyKind ?? context.getNodeParameter('kind', index);
	return { id, kind: kindNamed(context, runs, name, index) };
}

function kindNamed(context: IExecuteFunctions, { kinds }: Runs, name: unknown, index: number): KnownKind | RunKind {
	if (typeof name === 'string' && Object.hasOwn(kinds, name)) return kinds[name];
	throw new NodeOperationError(context.getNode(), `There is no kind of run "${String(name)}". Choose one of ${Object.keys(kinds).join(', ')}.`, { itemIndex: index });
}
