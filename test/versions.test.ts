import { RELEASES } from '../scripts/n8n/versions';
import { readFileSync } from './files';

describe.each(RELEASES.map((release) => [release.version, release] as const))('n8n %s', (version, { manifest }) => {
	it('is what its manifest and its lock file install', () => {
		expect(JSON.parse(readFileSync(`${manifest}/package.json`))).toMatchObject({ dependencies: { n8n: version } });
		expect(JSON.parse(readFileSync(`${manifest}/package-lock.json`))).toMatchObject({ packages: { 'node_modules/n8n': { version } } });
	});

	it('has a row in the table of versions', () => {
		expect(readFileSync('docs/compatibility.md')).toMatch(new RegExp(`^\\| ${version.replaceAll('.', '\\.')}[ ,]`, 'm'));
	});
});
