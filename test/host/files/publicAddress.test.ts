import { isAddress, isPublicAddress } from '../../../nodes/host/files/publicAddress';

test.each([
	'1.1.1.1',
	'8.8.8.8',
	'100.63.255.255',
	'100.128.0.0',
	'172.15.255.255',
	'172.32.0.0',
	'192.0.1.0',
	'198.17.255.255',
	'223.255.255.255',
	'2606:4700:4700::1111',
	'[2606:4700:4700::1111]',
	'2a00:1450:4001:82b::200e',
	'::ffff:8.8.8.8',
	'::ffff:808:808',
])('%s is public', (address) => {
	expect(isPublicAddress(address)).toBe(true);
});

test.each([
	['this network', '0.0.0.0'],
	['private', '10.1.2.3'],
	['carrier-grade NAT, and a metadata service', '100.100.100.200'],
	['loopback', '127.0.0.1'],
	['loopback', '127.255.255.254'],
	['link-local, and metadata services', '169.254.169.254'],
	['private', '172.16.0.1'],
	['private', '172.31.255.255'],
	['a metadata service', '192.0.0.192'],
	['documents', '192.0.2.1'],
	['6to4 relays', '192.88.99.1'],
	['private', '192.168.0.1'],
	['benchmarks', '198.19.0.1'],
	['documents', '198.51.100.7'],
	['documents', '203.0.113.7'],
	['a metadata service', '168.63.129.16'],
	['a metadata service, mapped', '::ffff:168.63.129.16'],
	['a metadata service, mapped', '::ffff:a83f:8110'],
	['multicast', '224.0.0.1'],
	['reserved', '240.0.0.1'],
	['broadcast', '255.255.255.255'],
	['unspecified', '::'],
	['loopback', '::1'],
	['loopback', '[::1]'],
	['loopback, mapped', '::ffff:127.0.0.1'],
	['loopback, mapped', '::ffff:7f00:1'],
	['loopback, compatible', '::127.0.0.1'],
	['NAT64', '64:ff9b::a9fe:a9fe'],
	['discard', '100::1'],
	['Teredo', '2001::1'],
	['documents', '2001:db8::1'],
	['6to4 of a link-local address', '2002:a9fe:a9fe::1'],
	['documents', '3fff::1'],
	['unique local', 'fc00::1'],
	['a metadata service', 'fd00:ec2::254'],
	['link-local', 'fe80::1'],
	['link-local with a zone', 'fe80::1%eth0'],
	['multicast', 'ff02::1'],
	['a name', 'example.com'],
	['nothing', ''],
	['too long', '1.2.3.4.5'],
	['out of range', '1.2.3.256'],
	['two gaps', '2606::1::1'],
	['too few groups', '2606:4700:1'],
	['too many groups', '1:2:3:4:5:6:7:8:9'],
	['no hexadecimal', '2606:4700::xyz'],
])('%s is not: %s', (_why, address) => {
	expect(isPublicAddress(address)).toBe(false);
});

test.each(['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '169.254.169.254', '[::1]', '[::ffff:169.254.169.254]'])(
	'a URL prints %s as an address that is told from a name, and is not public',
	(host) => {
		const { hostname } = new URL(`https://${host}/`);
		expect(isAddress(hostname)).toBe(true);
		expect(isPublicAddress(hostname)).toBe(false);
	},
);

test('a name is not an address', () => {
	expect(isAddress('files.example.com')).toBe(false);
});
