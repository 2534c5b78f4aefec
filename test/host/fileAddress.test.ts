import { cameFromPublic } from '../../nodes/host/fileAddress';

/** The fields of a socket that tell where it leads, as Node 20 and 24 fill them. */
test.each([
	['a public address', { remoteAddress: '93.184.215.14', _parent: null }, true],
	['a public IPv6 address', { remoteAddress: '2606:4700::1111', _parent: null }, true],
	['loopback', { remoteAddress: '127.0.0.1', _parent: null }, false],
	['a mapped private address', { remoteAddress: '::ffff:10.0.0.1', _parent: null }, false],
	['closed already', { remoteAddress: undefined, _parent: null }, false],
	['a tunnel through a proxy in the own network', { remoteAddress: '10.0.0.2', _parent: { remoteAddress: '10.0.0.2' } }, true],
	['no socket', undefined, false],
	['a text', '93.184.215.14', false],
])('%s', (_name, socket, expected) => {
	expect(cameFromPublic(socket)).toBe(expected);
});
