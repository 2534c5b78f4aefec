import { listFiles, readFileSync } from './files';

const FOLDER = '.github/workflows';

describe.each(listFiles(FOLDER))('the GitHub workflow %s', (file) => {
	const text = readFileSync(`${FOLDER}/${file}`);

	it('uses no action that somebody could move: each is pinned by commit, with its version beside it', () => {
		const uses = text.match(/uses: .*/g) ?? [];
		expect(uses.length).toBeGreaterThan(0);
		expect(uses.filter((use) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use))).toEqual([]);
	});

	it('runs only commands that package.json has', () => {
		const { scripts } = JSON.parse(readFileSync('package.json'));
		const run = [...text.matchAll(/^ *- run: npm run ([\w:]+)/gm)].map(([, command]) => command);
		expect(run).toContain('lint');
		expect(run.filter((command) => !(command in scripts))).toEqual([]);
	});

	it('keeps no secret', () => {
		expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN/);
	});
});
