import { BrowserUseTrigger } from '../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { FirecrawlTrigger } from '../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { SkyvernTrigger } from '../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import { credentialWith, CURRENT, ids, PREVIOUS } from '../delivery/deliveries';
import type { ProviderId } from '../delivery/deliveries';
import { hookContext } from './contexts';

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
