import type { ICredentialDataDecryptedObject, ICredentialsDecrypted } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { testCredential } from '../../nodes/host/credentialTest';
import { SkyvernTrigger } from '../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import type { ProviderId } from '../delivery/deliveries';
import { CURRENT, PREVIOUS, providers } from '../delivery/deliveries';

const stored = (data?: ICredentialDataDecryptedObject): ICredentialsDecrypted => ({ id: '1', name: 'x', type: 'x', data });

test.each<[name: string, ProviderId, ICredentialDataDecryptedObject | undefined, 'OK' | RegExp]>([
	['filled in', 'browserUse', { signingSecret: CURRENT }, 'OK'],
	['filled in', 'skyvern', { apiKey: CURRENT, previousApiKey: PREVIOUS }, 'OK'],
	['filled in', 'smartBrowse', { headerName: 'X-Hook-Token', headerValue: `Bearer ${CURRENT}` }, 'OK'],
	['no header name', 'smartBrowse', { headerName: '', headerValue: CURRENT }, 'OK'],
	['nothing stored', 'browserUse', undefined, /^Signing Secret .*Browser Use Webhook API is empty\. .*paste the secret/],
	['empty', 'browserUse', { signingSecret: '' }, /^Signing Secret .*Browser Use Webhook API is empty/],
	['empty', 'skyvern', { apiKey: '' }, /^API Key .*Skyvern Webhook API is empty/],
	['blank', 'skyvern', { apiKey: ' \n' }, /^API Key .*is empty/],
	['a number', 'skyvern', { apiKey: 42 }, /^API Key .*is empty/],
	['empty', 'smartBrowse', { headerName: 'X-Hook-Token', headerValue: '' }, /^Header Value .*SmartBrowse Webhook API is empty/],
	['white space', 'browserUse', { signingSecret: `${CURRENT}\n` }, /^Signing Secret has white space/],
	['white space around the previous one', 'skyvern', { apiKey: CURRENT, previousApiKey: ` ${PREVIOUS}` }, /^Previous API Key has white space/],
	['a header name with a colon', 'smartBrowse', { headerName: 'Authorization:', headerValue: CURRENT }, /^Header Name in the credential .* is not the name/],
	['a header name with a space', 'smartBrowse', { headerName: 'My Token', headerValue: CURRENT }, /^Header Name in the credential .* is not the name/],
	['a header name with an accent', 'smartBrowse', { headerName: 'X-Schlüssel', headerValue: CURRENT }, /^Header Name in the credential .* is not the name/],
])('%s: %s', (_name, id, data, expected) => {
	const { status, message } = testCredential(providers[id], stored(data));
	if (expected === 'OK') expect(status).toBe('OK');
	else expect([status, message]).toEqual(['Error', expect.stringMatching(expected)]);
	for (const secret of [CURRENT, PREVIOUS]) expect(message).not.toContain(secret);
});

test.each([
	[new BrowserUseTrigger(), 'Signing Secret'],
	[new SkyvernTrigger(), 'API Key'],
	[new SmartBrowseTrigger(), 'Header Value'],
])('the test that the credential names is there, and is about its own fields', async (nodeType, field) => {
	const named = nodeType.description.credentials?.map(({ testedBy }) => testedBy);
	const [[name, run], ...others] = Object.entries(nodeType.methods.credentialTest);
	expect([named, others]).toEqual([[name], []]);
	const result: unknown = await Reflect.apply(run, {}, [stored({})]);
	expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining(`${field} in the credential`) });
});
