import { originOf } from '../../nodes/host/fileAddress';

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
