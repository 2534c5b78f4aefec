import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { FirecrawlTrigger } from '../../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { checkCredential } from '../../../nodes/host/credential/activation';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import type { ProviderId } from '../../delivery/deliveries';
import { credentialWith, CURRENT, ids, PREVIOUS, providers } from '../../delivery/deliveries';
import { hookContext } from '../contexts';

const triggers = { browserUse: new BrowserUseTrigger(), skyvern: new SkyvernTrigger(), smartBrowse: new SmartBrowseTrigger(), firecrawl: new FirecrawlTrigger() };

async function activate(id: ProviderId, credential: unknown) {
	const nodeType = triggers[id];
	const { context, logged } = hookContext({ nodeType, credential });
	return { activated: await nodeType.webhookMethods.default.create.call(context), logged };
}

test.each(ids)('%s activates with a secret, without a word', async (id) => {
	expect(await activate(id, credentialWith(id, CURRENT))).toEqual({ activated: true, logged: [] });
});

test.each(ids)('%s activates with only the previous secret', async (id) => {
	expect(await activate(id, credentialWith(id, '', PREVIOUS))).toMatchObject({ activated: true });
});

test.each<[object, boolean]>([
	[{ headerValue: CURRENT }, true],
	[{ previousHeaderValue: CURRENT }, true],
	[{ webhookSecret: CURRENT, headerValue: CURRENT }, true],
	[{ webhookSecret: CURRENT, headerName: 'no name' }, true],
	[{ headerName: 'Authorization' }, false],
	[{ headerName: 'no name', headerValue: CURRENT }, false],
])('Firecrawl, with %j, activates: %s', async (credential, activates) => {
	const activated = activate('firecrawl', credential);
	if (activates) expect(await activated).toEqual({ activated: true, logged: [] });
	else await expect(activated).rejects.toThrow(/Webhook Secret .* is empty|Header Name .* is not the name/);
});

test.each([undefined, '', '  ', null, 42, {}, []])('Browser Use activates with the secret %j, and says what to do then', async (secret) => {
	const { activated, logged } = await activate('browserUse', credentialWith('browserUse', secret));
	expect(activated).toBe(true);
	expect(logged).toEqual([expect.stringMatching(/^Browser Use: Signing Secret .* Browser Use Webhook API .*paste the secret into Signing Secret/)]);
});

test.each(
	(['skyvern', 'smartBrowse', 'firecrawl'] as const).flatMap((id) => [undefined, '', ' \n', null, 42, {}, []].map((secret) => [id, secret] as const)),
)('%s does not activate with the secret %j', async (id, secret) => {
	const names = { skyvern: /^API Key .*Skyvern Webhook API/, smartBrowse: /^Header Value .*SmartBrowse Webhook API/, firecrawl: /^Webhook Secret .*Firecrawl Webhook API/ };
	await expect(activate(id, credentialWith(id, secret))).rejects.toThrow(names[id]);
});

test.each([
	['browserUse', 'Browser Use Webhook API'],
	['skyvern', 'Skyvern Webhook API'],
	['smartBrowse', 'SmartBrowse Webhook API'],
	['firecrawl', 'Firecrawl Webhook API'],
] as const)('%s does not activate with a credential that cannot be read, and keeps what n8n says of it to itself', async (id, credential) => {
	const error: unknown = await activate(id, new Error(`cannot decrypt ${CURRENT}`)).catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({ message: expect.stringContaining(`The credential ${credential} cannot be read`) });
	expect(String(error)).not.toContain(CURRENT);
	await expect(activate(id, undefined)).rejects.toThrow(credential);
});

test.each(ids)('%s registers nothing at the provider and removes nothing there', async (id) => {
	const nodeType = triggers[id];
	const { context } = hookContext({ nodeType, credential: {} });
	const { checkExists, delete: remove } = nodeType.webhookMethods.default;
	expect(await checkExists.call(context)).toBe(false);
	expect(await remove.call(context)).toBe(true);
});

test.each([
	['init', true],
	['leadershipChange', true],
	['create', false],
	['update', false],
	['activate', false],
	['manual', false],
] as const)('with nobody there to read why not, it activates all the same: %s, %s', async (mode, activates) => {
	const { context } = hookContext({ nodeType: triggers.skyvern, credential: {} });
	jest.spyOn(context, 'getActivationMode').mockReturnValue(mode);
	const activated = await checkCredential(context, providers.skyvern).catch(() => false);
	expect(activated).toBe(activates);
});

test.each([
	[{ includeResult: true }, {}, /^Include Result has no API key .* API Key in the credential Browser Use Webhook API/],
	[{ downloadFiles: ['output'] }, {}, /^Download Files has no API key/],
	[{ includeResult: true }, { apiKey: 'bu_1' }, undefined],
	[{ downloadFiles: ['output'] }, { apiKey: 'bu_1' }, undefined],
	[{ downloadFiles: [] }, {}, undefined],
	[{}, {}, undefined],
] as const)('with the options %j and the fields %j it activates, or says what is missing', async (options, fields, message) => {
	const { context } = hookContext({ nodeType: triggers.browserUse, credential: { ...credentialWith('browserUse', CURRENT), ...fields } });
	jest.spyOn(context, 'getNodeParameter').mockReturnValue(options);
	const activated = checkCredential(context, providers.browserUse);
	if (message === undefined) expect(await activated).toBe(true);
	else await expect(activated).rejects.toThrow(message);
});
