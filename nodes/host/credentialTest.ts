import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { readAccess } from '../delivery/access';
import type { Provider } from '../delivery/provider';
import { sentenceFor } from '../delivery/sentences';

/** What can be told about a credential without a delivery: that its secrets are there and look like secrets. */
export function testCredential(provider: Provider, credential: ICredentialsDecrypted): INodeCredentialTestResult {
	const data = credential.data ?? {};
	const access = readAccess(provider.credential, data);
	if ('reason' in access) {
		const { message, description } = sentenceFor(access);
		return { status: 'Error', message: `${message}. ${description}` };
	}
	const padded = access.secrets.find(({ value }) => value !== value.trim());
	if (padded !== undefined) {
		return { status: 'Error', message: `${padded.field} has white space around it. Remove the spaces or line breaks.` };
	}
	return { status: 'OK', message: 'The fields are filled in. The first delivery will show whether the secret is right.' };
}
