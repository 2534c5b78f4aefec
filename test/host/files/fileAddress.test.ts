import { isAllowed, originOf, parseAddress } from '../../../nodes/host/files/fileAddress';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { executeContext } from '../contexts';
import { DeduplicationTable } from '../deduplication/deduplicationTable';

/** The fields of a socket that tell where it leads, as Node 20 and 24 fill them. */
test.each([
	['a public address', { remoteAddress: '93.184.215.14', _parent: null }, 'public'],
	['a public IPv6 address', { remoteAddress: '2606:4700::1111', _parent: null }, 'public'],
	['loopback', { remoteAddress: '127.0.0.1', _parent: null }, 'private'],
	['a mapped private address', { remoteAddress: '::ffff:10.0.0.1', _parent: null }, 'private'],
	['closed already', { remoteAddress: undefined, _parent: null }, 'unknown'],
	['a tunnel through a proxy in the own network', { remoteAddress: '10.0.0.2', _parent: { remoteAddress: '10.0.0.2' } }, 'public'],
	['no socket', undefined, 'unknown'],
	['a text', '93.184.215.14', 'unknown'],
])('%s', (_name, socket, expected) => {
	expect(originOf(socket)).toBe(expected);
});

/** n8n's own context, with such a filter in it as this n8n has; none before 2.36. */
async function asking(validateUrl?: () => Promise<{ ok: boolean }>) {
	const { context } = await executeContext({ nodeType: new SkyvernTrigger(), items: [], executionId: '1', table: new DeduplicationTable() });
	const filter = validateUrl && (() => ({ validateUrl }));
	Object.defineProperty(context.helpers, 'getSecureEgressFilter', { value: filter });
	return context;
}

test.each([
	['https://files.example.com/', true],
	['https://own.example.com/', true],
	['http://own.example.com/', false],
	['http://files.example.com/', false],
	['ftp://files.example.com/', false],
	['https://93.184.215.14/', true],
	['https://169.254.169.254/', false],
	['https://localhost/', false],
	['https://a.localhost/', false],
	['https://printer.local/', false],
	['https://x.internal/', false],
	['https://x.internal./', false],
	['https://router.home.arpa/', false],
	['https://nas.lan/', false],
	['https://local.example.com/', true],
	['https://wlan/', true],
	['blob:https://own.example.com/1b2c', false],
	['blob:https://files.example.com/1b2c', false],
	['data:text/plain,hello', false],
	['file:///etc/passwd', false],
	['wss://own.example.com/', false],
])('%s may be asked for, also where n8n has no filter: %s', async (url, allowed) => {
	expect(await isAllowed(new URL(url), 'https://own.example.com', await asking())).toBe(allowed);
	expect(await isAllowed(new URL(url), 'https://own.example.com', await asking(async () => await Promise.resolve({ ok: true })))).toBe(allowed);
});

test("what n8n's filter refuses may not, but at the origin that the credential names", async () => {
	const context = await asking(async () => await Promise.resolve({ ok: false }));
	expect(await isAllowed(new URL('https://files.example.com/'), 'https://own.example.com', context)).toBe(false);
	expect(await isAllowed(new URL('http://10.0.0.1:8000/a'), 'http://10.0.0.1:8000', context)).toBe(true);
});

test('a blob of the own origin is not that origin, over HTTP neither', async () => {
	expect(await isAllowed(new URL('blob:http://10.0.0.1:8000/a'), 'http://10.0.0.1:8000', await asking())).toBe(false);
});

test.each([
	['https://files.example.com/a', undefined, 'https://files.example.com/a'],
	['/b?c', 'https://files.example.com/a', 'https://files.example.com/b?c'],
	['//other.example.com/b', 'https://files.example.com/a', 'https://other.example.com/b'],
	[`/${'t'.repeat(3000)}`, 'https://files.example.com/a', `https://files.example.com/${'t'.repeat(3000)}`],
	[`?${'t'.repeat(3000)}`, 'https://files.example.com/a', `https://files.example.com/a?${'t'.repeat(3000)}`],
	[`https://files.example.com/${'ü'.repeat(3000)}`, undefined, `https://files.example.com/${'%C3%BC'.repeat(3000)}`],
	['not an address', undefined, undefined],
	['', undefined, undefined],
])('the address %s', (text, base, expected) => {
	expect(parseAddress(text, base === undefined ? undefined : new URL(base))?.href).toBe(expected);
});

/** Turned into ASCII, which takes the square of its length, it would take hours. */
const ENDLESS_HOST = Array.from({ length: 1_000_000 }, (_, index) => String.fromCodePoint(0x4e00 + (index % 20_000))).join('');

test.each(['https://', 'https:', 'https:/', 'https:\\\\', 'ht\ntps://', '\u0001 https://', 'https://user@', '//', '\\\\', '\t/\t/'])('a name of a host without end is none, behind %j', (front) => {
	expect(parseAddress(`${front}${ENDLESS_HOST}/a`, new URL('http://files.example.com/'))).toBeUndefined();
});
