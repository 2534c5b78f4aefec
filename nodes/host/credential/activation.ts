import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../../delivery/provider';
import { sentenceFor } from '../../delivery/sentences/sentences';
import type { Refusal } from '../../delivery/verdict';
import { readAccess } from '../../delivery/verification/access';
import { hasApiKey } from '../api/api';
import { readResultSettings } from '../settings';

/** n8n starts, or another main takes over. */
const NOT_BY_A_PERSON = ['init', 'leadershipChange'];

/**
 * Refuses to activate a trigger that could verify nothing, unless the provider shows its secret only after
 * the webhook has answered: then it activates, answers the test ping and refuses everything else.
 */
export async function checkCredential(context: IHookFunctions, provider: Provider): Promise<boolean> {
	// Without a person to read the sentence, the URL had better answer, so that the provider tries again.
	if (NOT_BY_A_PERSON.includes(context.getActivationMode?.() ?? '')) return true;
	const refusal = await whyUnusable(context, provider);
	if (refusal === undefined) return await checkApiKey(context, provider);
	const { message, description } = sentenceFor(refusal);
	if (refusal.reason === 'secret_missing' && refusal.comesLater) {
		context.logger.info(`${provider.label}: ${message}. ${description}`);
		return true;
	}
	// A failed activation shows the message alone.
	throw new NodeOperationError(context.getNode(), `${message}. ${description}`);
}

/** Options that ask the API promise what a credential without its key cannot keep. */
async function checkApiKey(context: IHookFunctions, { credential, api, results }: Provider): Promise<boolean> {
	const { includeResult, kinds } = readResultSettings(context);
	if (results === undefined || (!includeResult && kinds.length === 0)) return true;
	if (hasApiKey(await context.getCredentials(credential.type), api)) return true;
	const option = includeResult ? 'Include Result' : 'Download Files';
	throw new NodeOperationError(
		context.getNode(),
		`${option} has no API key to ask with. Fill in ${api.apiKey.label} in the credential ${credential.label}, or remove the option.`,
	);
}

async function whyUnusable(context: IHookFunctions, { credential }: Provider): Promise<Refusal | undefined> {
	try {
		const access = readAccess(credential, await context.getCredentials(credential.type));
		return 'reason' in access ? access : undefined;
	} catch {
		return { reason: 'credential_unavailable', credential: credential.label };
	}
}
