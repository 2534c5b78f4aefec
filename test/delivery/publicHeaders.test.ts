import { CURRENT, credentialWith, delivery, ids, judged, PREVIOUS, providers, request } from './deliveries';

const OF_THE_API = 'api access 0123456789';

/** The headers that an item of a genuine delivery shows, of those that came beside its own. */
async function shown(id: (typeof ids)[number], added: Record<string, string>, secrets: { current?: string; previous?: string } = {}) {
	const { current = CURRENT, previous = PREVIOUS } = secrets;
	const one = delivery(id, { secret: current });
	const credential = { [providers[id].api.apiKey.name]: OF_THE_API, ...credentialWith(id, current, previous) };
	const { verdict } = await judged(id, { request: request(one, added), credential, settings: { includeHeaders: true } });
	if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
	return Object.keys(verdict.item.headers ?? {}).filter((name) => name in added);
}

/** What Node makes of a header that was sent in UTF-8. */
const overTheWire = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe.each(ids)('Include Headers, %s', (id) => {
	test('what says nothing secret is shown', async () => {
		const added = { 'x-request-id': '1', 'user-agent': 'x', 'x-forwarded-for': '10.0.0.1', 'cf-ray': '1', forwarded: 'for=10.0.0.1;proto=https', 'x-note': 'eyJ.a.b' };
		expect(await shown(id, added)).toEqual(Object.keys(added));
	});

	test.each([
		'cf-access-jwt-assertion',
		'x-goog-iap-jwt-assertion',
		'x-amzn-oidc-data',
		'x-amzn-oidc-accesstoken',
		'x-amzn-oidc-identity',
		'x-ms-client-principal',
		'x-ms-client-principal-name',
		'x-ms-token-aad-id-token',
		'x-forwarded-client-cert',
		'x-forwarded-tls-client-cert',
		'x-forwarded-access-token',
		'x-saml-response',
		'x-vault-credential',
		'x-session-id',
		'x-passwd',
		'x-functions-key',
		'ocp-apim-subscription-key',
		'proxy-authorization',
		'cookie',
	])('%s carries credentials of a proxy', async (name) => {
		expect(await shown(id, { [name]: 'x' })).toEqual([]);
	});

	test.each([
		['the current secret', CURRENT],
		['the previous secret', PREVIOUS],
		['the secret within more', `was ${CURRENT};`],
		['the secret behind Bearer', `Bearer ${CURRENT}`],
		['a token of somebody else', 'a=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln'],
		['an encrypted token of somebody else', 'eyJhbGciOiJkaXIifQ..aXY.Y3Q.dGFn'],
	])('a header that holds %s', async (_name, value) => {
		expect(await shown(id, { 'x-copied': value, 'x-request-id': '1' })).toEqual(['x-request-id']);
	});

	test.each(['Bearer', 'bearer ', 'Basic', 'Token'])('the secret alone, where the credential has %j in front', async (word) => {
		const current = `${word} ${CURRENT}`;
		expect(await shown(id, { 'x-copied': CURRENT, 'x-copied-whole': current, 'x-request-id': '1' }, { current })).toEqual(['x-request-id']);
		expect(await shown(id, { 'x-copied': PREVIOUS }, { previous: `${word} ${PREVIOUS}` })).toEqual([]);
	});

	test('a secret beyond ASCII, in UTF-8 and in Latin-1', async () => {
		const current = 'clé-de-café-0123456789';
		expect(await shown(id, { 'x-copied': overTheWire(current), 'x-latin1': current, 'x-bearer': `Bearer ${overTheWire(current)}`, 'x-request-id': '1' }, { current: id === 'smartBrowse' ? CURRENT : current, previous: current })).toEqual(['x-request-id']);
	});

	test('a secret with white space around it, which no header has', async () => {
		expect(await shown(id, { 'x-copied': PREVIOUS, 'x-request-id': '1' }, { previous: ` ${PREVIOUS}\n` })).toEqual(['x-request-id']);
	});

	test('a blank previous secret hides nothing', async () => {
		expect(await shown(id, { 'x-request-id': '1' }, { previous: ' ' })).toEqual(['x-request-id']);
	});
});

test.each(ids.filter((id) => id !== 'skyvern'))('Include Headers, %s: a header that holds the API key', async (id) => {
	expect(await shown(id, { 'x-copied': OF_THE_API, 'x-copied-too': `Bearer ${OF_THE_API}`, 'x-request-id': '1' })).toEqual(['x-request-id']);
});
