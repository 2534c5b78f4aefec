import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

import type { Provider } from '../../delivery/provider';
import { sentenceFor } from '../../delivery/sentences/sentences';
import { readAccess } from '../../delivery/verification/access';
import type { Access } from '../../delivery/verification/authenticate';
import { apiSentence, baseUrlOf, hasApiKey, reasonOf } from '../api/api';
import { credentialMistake } from './credentialMistakes';

type Data = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 10_000;
const NO_SECRETS: Access = { secrets: [], headerName: '', whichSecret: '' };

/**
 * What the Test button says: that the secrets are there and look like secrets, and, where there is an API key, whether the
 * API takes it. Only a delivery can show that a signing secret is the right one. An API key alone is enough for a
 * node that asks; a trigger with it refuses to be published, or says with each refusal what is missing.
 */
export async function testCredential(
	context: ICredentialTestFunctions,
	provider: Provider,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const data: Data = credential.data ?? {};
	const { api, credential: fields, label } = provider;
	const signsWithIt = fields.secrets.some(({ name }) => name === api.apiKey.name);
	const found = readAccess(fields, data);
	const isForAsking = 'reason' in found && found.reason === 'secret_missing' && hasApiKey(data, api) && !signsWithIt;
	const access = isForAsking ? NO_SECRETS : found;
	if ('reason' in access) {
		const { message, description } = sentenceFor(access);
		return { status: 'Error', message: `${message}. ${description}` };
	}
	const mistake = credentialMistake(provider, access, data);
	if (mistake !== undefined) return { status: 'Error', message: mistake };
	const untested = isForAsking ? `${fields.secrets[0].label} is empty, so no delivery can be verified: a trigger needs it.` : 'The first delivery will show whether the secret is right.';
	if (!hasApiKey(data, api)) return { status: 'OK', message: `The fields are filled in. ${untested}` };
	const refusal = await probe(context, provider, data);
	if (refusal !== undefined) return { status: 'Error', message: `${refusal} The other fields look right.` };
	return { status: 'OK', message: `${label} accepts the API key.${signsWithIt ? '' : ` ${untested}`}` };
}

/** Undefined when the API accepts the key; otherwise why not, and what to do. */
async function probe({ helpers }: ICredentialTestFunctions, { api, label }: Provider, data: Data): Promise<string | undefined> {
	const apiKey = data[api.apiKey.name];
	let status: number | undefined;
	try {
		// The one request function that n8n gives to the test of a credential.
		const response = (await helpers.request({
			method: 'GET',
			uri: `${baseUrlOf(data, api)}${api.probePath}`,
			headers: { accept: 'application/json', [api.keyHeader]: api.keyScheme === undefined ? apiKey : `${api.keyScheme} ${String(apiKey)}` },
			timeout: TIMEOUT_MS,
			followRedirect: false,
			resolveWithFullResponse: true,
			simple: false,
		})) as { statusCode?: unknown; headers?: Readonly<Record<string, unknown>> };
		status = typeof response.statusCode === 'number' ? response.statusCode : undefined;
		if (status === 200 && !isJson(response.headers?.['content-type'])) return apiSentence({ ok: false, reason: 'malformed', status }, label);
	} catch {
		// n8n's error holds the request, and with it the key.
	}
	if (status === 200) return undefined;
	return apiSentence({ ok: false, reason: reasonOf(status), status }, label);
}

/** A page of some other service answers 200 to anybody. */
function isJson(contentType: unknown): boolean {
	return typeof contentType === 'string' && /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType);
}
