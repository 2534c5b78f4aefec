import type { ICredentialDataDecryptedObject, ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { FirecrawlTrigger } from '../../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { testCredential } from '../../../nodes/host/credential/credentialTest';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import type { ProviderId } from '../../delivery/deliveries';
import { CURRENT, PREVIOUS, providers } from '../../delivery/deliveries';

/** n8n's context of a credential's test, whose API answers with a status or not at all. */
function answering(answer: number | Error, contentType = 'application/json; charset=utf-8') {
	const request = jest.fn<Promise<object>, [object]>(async () => {
		if (answer instanceof Error) throw answer;
		return { statusCode: answer, headers: { 'content-type': contentType } };
	});
	return { helpers: { request } } as unknown as ICredentialTestFunctions & { helpers: { request: typeof request } };
}

/** What is long and varied enough for a header that is all the proof there is. */
const STRONG = `${CURRENT}-${PREVIOUS}`;

const stored = (data?: ICredentialDataDecryptedObject): ICredentialsDecrypted => ({ id: '1', name: 'x', type: 'x', data });

/** It ends in the sign that also parts a name from a value. */
const BASE64 = Buffer.from('this is a secret!==').toString('base64');

test.each<[name: string, ProviderId, ICredentialDataDecryptedObject | undefined, 'OK' | RegExp]>([
	['filled in', 'browserUse', { signingSecret: CURRENT }, 'OK'],
	['filled in', 'skyvern', { apiKey: CURRENT, previousApiKey: PREVIOUS }, 'OK'],
	['hosted beside n8n', 'skyvern', { apiKey: CURRENT, baseUrl: 'http://skyvern:8000' }, 'OK'],
	['filled in', 'smartBrowse', { headerName: 'X-Hook-Token', headerValue: `Bearer ${STRONG}` }, 'OK'],
	['another word in front, and a colon in the value', 'smartBrowse', { headerValue: `Token k9:${STRONG}` }, 'OK'],
	['Base64', 'firecrawl', { webhookSecret: BASE64 }, 'OK'],
	['Base64', 'firecrawl', { webhookSecret: BASE64.slice(0, -1) }, 'OK'],
	['filled in', 'firecrawl', { webhookSecret: CURRENT, previousWebhookSecret: PREVIOUS }, 'OK'],
	['no header name', 'smartBrowse', { headerName: '', headerValue: STRONG }, 'OK'],
	['the header alone', 'firecrawl', { headerName: 'X-Token', headerValue: `Bearer ${STRONG}` }, 'OK'],
	['the header and the secret', 'firecrawl', { webhookSecret: CURRENT, headerValue: STRONG, previousHeaderValue: PREVIOUS + CURRENT }, 'OK'],
	['a header name that nothing is sent in', 'firecrawl', { webhookSecret: CURRENT, headerName: 'my token' }, 'OK'],
	['neither', 'firecrawl', { headerName: 'X-Token' }, /^Webhook Secret in the credential Firecrawl Webhook API is empty\. .* Fill in Webhook Secret in the credential Firecrawl Webhook API, or Header Value for the weaker proof by a header of your own\.$/],
	['a weak header', 'firecrawl', { webhookSecret: CURRENT, headerValue: 'Bearer hunter2' }, /^Header Value has less than 32 characters.*Bearer [0-9a-f]{48}$/],
	['a weak header before', 'firecrawl', { headerValue: STRONG, previousHeaderValue: 'x' }, /^Previous Header Value has less than 32 characters.*empty this field\.$/],
	['the name of the signature', 'firecrawl', { headerName: 'X-Firecrawl-Signature', headerValue: STRONG }, /^Header Name is the name of the header in which Firecrawl signs\. Choose another/],
	['a header name with a colon', 'firecrawl', { webhookSecret: CURRENT, headerName: 'Authorization:', headerValue: STRONG }, /^Header Name in the credential Firecrawl Webhook API is not the name/],
	['one value for both', 'firecrawl', { webhookSecret: STRONG, headerValue: `Bearer ${STRONG}` }, /^Header Value and Webhook Secret hold the same value\. .* choose another value for it\.$/],
	['the API key in the header', 'firecrawl', { headerValue: `Bearer fc-${CURRENT}` }, /^Header Value holds an API key of Firecrawl/],
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
	['quotes', 'browserUse', { signingSecret: `"${CURRENT}"` }, /^Signing Secret has quotes around it/],
	['a web address', 'browserUse', { signingSecret: `https://example.com/${CURRENT}` }, /^Signing Secret is the address of something/],
	['the API key of Browser Use', 'browserUse', { signingSecret: `bu_${CURRENT}` }, /^Signing Secret holds an API key of Browser Use/],
	['the API key of SmartBrowse', 'smartBrowse', { headerValue: `wsg_live_${CURRENT}` }, /^Header Value holds an API key of SmartBrowse/],
	['the API key of Firecrawl', 'firecrawl', { webhookSecret: `fc-${CURRENT}` }, /^Webhook Secret holds an API key of Firecrawl/],
	['the API key behind a word', 'smartBrowse', { headerValue: `Bearer wsg_live_${CURRENT}` }, /^Header Value holds an API key of SmartBrowse/],
	['the same as the API key', 'browserUse', { signingSecret: CURRENT, apiKey: CURRENT }, /^Signing Secret and API Key hold the same value; they are two different secrets\./],
	['the same as the API key', 'smartBrowse', { headerValue: `Bearer ${STRONG}`, apiKey: STRONG }, /^Header Value and API Key hold the same value/],
	['a line break inside', 'browserUse', { signingSecret: `${CURRENT}\n${CURRENT}` }, /^Signing Secret has white space in it/],
	['dots that hide it', 'browserUse', { signingSecret: `${CURRENT}••••••••` }, /^Signing Secret has characters in it that no secret has/],
	['curly quotes', 'firecrawl', { webhookSecret: `“${CURRENT}”` }, /^Webhook Secret has characters in it that no secret has/],
	['an invisible character', 'skyvern', { apiKey: `${CURRENT}\u200b` }, /^API Key has characters in it that no secret has/],
	['dots only', 'firecrawl', { webhookSecret: '•'.repeat(32) }, /^Webhook Secret is one character repeated/],
	['asterisks only', 'skyvern', { apiKey: CURRENT, previousApiKey: '*'.repeat(40) }, /^Previous API Key is one character repeated/],
	['a name in front', 'skyvern', { apiKey: `SKYVERN_API_KEY=${CURRENT}` }, /^API Key has a name in front of the value\. .*behind the = or :\.$/],
	['a name in front', 'firecrawl', { webhookSecret: `webhook-secret: ${CURRENT}` }, /^Webhook Secret has a name in front/],
	['the header in front', 'smartBrowse', { headerValue: `Authorization: Bearer ${STRONG}` }, /^Header Value has a name in front/],
	['white space inside', 'smartBrowse', { headerValue: `Bearer ${STRONG} ${STRONG}` }, /^Header Value has white space within the secret/],
	['few different characters', 'smartBrowse', { headerValue: `Bearer ${'abc123'.repeat(8)}` }, /^Header Value has less than 10 different characters/],
	['quotes around the API key', 'browserUse', { signingSecret: CURRENT, apiKey: `"bu_${CURRENT}"` }, /^API Key has quotes around it/],
	['a name before the API key', 'firecrawl', { webhookSecret: CURRENT, apiKey: `FIRECRAWL_API_KEY=fc-${CURRENT}` }, /^API Key has a name in front/],
	['Bearer before the API key', 'firecrawl', { webhookSecret: CURRENT, apiKey: `Bearer fc-${CURRENT}` }, /^API Key begins with the word Bearer/],
	['white space around the API key', 'smartBrowse', { headerValue: STRONG, apiKey: `wsg_live_${CURRENT}\n` }, /^API Key has white space around it/],
	['the word Bearer before a key', 'skyvern', { apiKey: `Bearer ${CURRENT}` }, /^API Key begins with the word Bearer/],
	['the word Bearer twice', 'smartBrowse', { headerValue: `Bearer Bearer ${CURRENT}` }, /^Header Value has the word Bearer twice/],
	['half a secret', 'browserUse', { signingSecret: 'whsec_0123' }, /^Signing Secret has less than 16 characters/],
	['a header value that can be guessed', 'smartBrowse', { headerValue: 'Bearer hunter2' }, /^Header Value has less than 32 characters/],
	['a header value that is rather short', 'smartBrowse', { headerValue: `Bearer ${CURRENT}` }, /^Header Value has less than 32 characters/],
	['no address', 'browserUse', { signingSecret: CURRENT, baseUrl: 'api.browser-use.com' }, /^Base URL is not a whole address\. Let it begin with https:\/\//],
	['no scheme', 'skyvern', { apiKey: CURRENT, baseUrl: 'localhost:8000' }, /^Base URL is not a whole address\. .* or with http:\/\/ for a service beside n8n/],
	['no address behind the scheme', 'skyvern', { apiKey: CURRENT, baseUrl: 'https://:8000' }, /^Base URL is not an address\. It looks like https:/],
	['an address without encryption', 'skyvern', { apiKey: CURRENT, baseUrl: 'http://api.skyvern.com' }, /^Base URL is not encrypted/],
	['a doubled path', 'skyvern', { apiKey: CURRENT, baseUrl: 'https://skyvern.example.com/v1/' }, /^Base URL ends with \/v1/],
	['a doubled path', 'firecrawl', { webhookSecret: CURRENT, baseUrl: 'https://firecrawl.example.com/v2' }, /^Base URL ends with \/v2/],
	['a header name with an accent', 'smartBrowse', { headerName: 'X-Schlüssel', headerValue: CURRENT }, /^Header Name in the credential .* is not the name/],
])('%s: %s', async (_name, id, data, expected) => {
	const context = answering(200);
	const { status, message } = await testCredential(context, providers[id], stored(data));
	if (expected === 'OK') expect(status).toBe('OK');
	else expect([status, message]).toEqual(['Error', expect.stringMatching(expected)]);
	for (const secret of [CURRENT, PREVIOUS]) expect(message).not.toContain(secret);
	// Nothing is asked without a key, which only Skyvern's secret is at the same time.
	expect(context.helpers.request).toHaveBeenCalledTimes(status === 'OK' && id === 'skyvern' ? 1 : 0);
});

test('a weak header value is answered with a strong one to copy, another one each time', async () => {
	const offers = await Promise.all(['x', 'Bearer hunter2'].map(async (headerValue) => {
		const { message } = await testCredential(answering(200), providers.smartBrowse, stored({ headerValue }));
		return /Bearer [0-9a-f]{48}$/.exec(message)?.[0] ?? '';
	}));
	expect(new Set(offers).size).toBe(2);
	for (const headerValue of offers) {
		expect(await testCredential(answering(200), providers.smartBrowse, stored({ headerValue }))).toMatchObject({ status: 'OK' });
	}
	const previous = await testCredential(answering(200), providers.smartBrowse, stored({ headerValue: STRONG, previousHeaderValue: 'x' }));
	expect(previous.message).toMatch(/^Previous Header Value has less than 32 .* send the new value, and empty this field\.$/);
	const { message } = await testCredential(answering(200), providers.skyvern, stored({ apiKey: 'x' }));
	expect(message).toMatch(/Paste all of it\.$/);
});

/** Where each API is asked, and what shows it the key. */
const probes = (key: string): Record<ProviderId, [uri: string, headers: object]> => ({
	browserUse: ['https://api.browser-use.com/api/v2/tasks?pageSize=1&pageNumber=1', { 'X-Browser-Use-API-Key': key }],
	skyvern: ['https://api.skyvern.com/v1/runs?page=1&page_size=1', { 'x-api-key': key }],
	smartBrowse: ['https://api.webscrape.ai/v1/smartbrowse/usage', { 'X-API-Key': key }],
	firecrawl: ['https://api.firecrawl.dev/v2/team/credit-usage', { Authorization: `Bearer ${key}` }],
});

test.each<[name: string, ProviderId, answer: number | Error, 'OK' | 'Error', RegExp]>([
	['accepted, and it signs', 'skyvern', 200, 'OK', /^Skyvern accepts the API key\.$/],
	['accepted', 'browserUse', 200, 'OK', /^Browser Use accepts the API key\. The first delivery will show whether the secret is right\.$/],
	['accepted', 'smartBrowse', 200, 'OK', /^SmartBrowse accepts the API key/],
	['accepted', 'firecrawl', 200, 'OK', /^Firecrawl accepts the API key\. The first delivery/],
	['refused', 'firecrawl', 401, 'Error', /^Firecrawl refused the API key \(HTTP 401\)/],
	['refused', 'browserUse', 401, 'Error', /^Browser Use refused the API key \(HTTP 401\)/],
	['refused', 'skyvern', 403, 'Error', /^Skyvern refused the API key \(HTTP 403\)/],
	['another service', 'smartBrowse', 404, 'Error', /has nothing at this address \(HTTP 404\)/],
	['a redirect', 'smartBrowse', 302, 'Error', /answered HTTP 302, which its API does not say to this question\. Look at the account/],
	['payment asked for', 'firecrawl', 402, 'Error', /^Firecrawl answered HTTP 402/],
	['a time-out', 'firecrawl', 408, 'Error', /could not be reached \(HTTP 408\)/],
	['too many requests', 'skyvern', 429, 'Error', /asks for fewer requests/],
	['down', 'skyvern', 503, 'Error', /could not be reached \(HTTP 503\)/],
	['unreachable', 'browserUse', new Error(`connect ECONNREFUSED with ${CURRENT}`), 'Error', /^Browser Use could not be reached\..* The other fields look right\.$/],
])('the API key: %s by %s', async (_name, id, answer, status, message) => {
	const key = `${CURRENT}-of-the-api`;
	const fields: ICredentialDataDecryptedObject = id === 'skyvern' ? { apiKey: key } : { signingSecret: CURRENT, headerValue: STRONG, webhookSecret: CURRENT, apiKey: key };
	const context = answering(answer);
	const result = await testCredential(context, providers[id], stored(fields));
	expect(result).toEqual({ status, message: expect.stringMatching(message) });
	expect(result.message).not.toContain(CURRENT);
	const [uri, headers] = probes(key)[id];
	// Without the last two, n8n's request would throw at 401, and hand out the body instead of the status.
	const request = { method: 'GET', uri, headers: { accept: 'application/json', ...headers }, timeout: 10_000, followRedirect: false, simple: false, resolveWithFullResponse: true };
	expect(context.helpers.request.mock.calls).toEqual([[request]]);
});

test.each<[ProviderId, answer: number, ICredentialDataDecryptedObject, 'OK' | 'Error', RegExp]>([
	['browserUse', 200, {}, 'OK', /^Browser Use accepts the API key\. Signing Secret is empty, so no delivery can be verified: a trigger needs it\.$/],
	['smartBrowse', 200, { headerName: 'Authorization', headerValue: ' ' }, 'OK', /^SmartBrowse accepts the API key\. Header Value is empty/],
	['firecrawl', 200, { webhookSecret: '' }, 'OK', /^Firecrawl accepts the API key\. Webhook Secret is empty/],
	['smartBrowse', 401, {}, 'Error', /^SmartBrowse refused the API key/],
	['smartBrowse', 200, { headerName: 'no name', headerValue: STRONG }, 'Error', /^Header Name in the credential/],
	['browserUse', 200, { baseUrl: 'api.browser-use.com' }, 'Error', /^Base URL is not a whole address/],
	['skyvern', 200, { apiKey: '\0' }, 'Error', /^API Key .*is empty/],
])('an API key alone, which is all that a node needs that asks: %s, HTTP %i, %j', async (id, answer, fields, status, message) => {
	expect(await testCredential(answering(answer), providers[id], stored({ apiKey: `${CURRENT}-of-the-api`, ...fields }))).toEqual({ status, message: expect.stringMatching(message) });
});

test.each<[contentType: string, 'OK' | 'Error']>([
	['application/json', 'OK'],
	['application/vnd.api+json; charset=utf-8', 'OK'],
	['text/html; charset=utf-8', 'Error'],
	['application/jsonp', 'Error'],
	['', 'Error'],
])('a 200 of the type %j: %s', async (contentType, status) => {
	const result = await testCredential(answering(200, contentType), providers.skyvern, stored({ apiKey: CURRENT }));
	expect(result.status).toBe(status);
	if (status === 'Error') expect(result.message).toMatch(/not what its API documents \(HTTP 200\)\. Base URL .* another service/);
});

test.each([
	[new BrowserUseTrigger(), 'Signing Secret'],
	[new SkyvernTrigger(), 'API Key'],
	[new SmartBrowseTrigger(), 'Header Value'],
	[new FirecrawlTrigger(), 'Webhook Secret'],
])('the test that the credential names is there, and is about its own fields', async (nodeType, field) => {
	const named = nodeType.description.credentials?.map(({ testedBy }) => testedBy);
	const [[name, run], ...others] = Object.entries(nodeType.methods.credentialTest);
	expect([named, others]).toEqual([[name], []]);
	const result: unknown = await Reflect.apply(run, {}, [stored({})]);
	expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining(`${field} in the credential`) });
});
