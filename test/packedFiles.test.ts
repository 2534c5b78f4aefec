import { expectedFiles, packedFiles } from './packedFiles';

describe('the tarball that npm would publish', () => {
	const packed = packedFiles();

	it('holds exactly the files of test/packedFiles.txt (new ones: CONTRIBUTING.md, What is published)', () => {
		expect(packed).toEqual(expectedFiles());
	});

	it.each([
		['tests', /test/],
		['source maps', /\.map$/],
		['what the compiler remembers', /tsbuildinfo/],
		['sources', /(?<!\.d)\.ts$/],
		['secrets and settings', /(?:^|\/)\.|\.env|npmrc/],
	])('holds no %s', (_name, pattern) => {
		// The credential test is part of the product.
		expect(packed.filter((file) => pattern.test(file) && !/\/host\/credentialTest\./.test(file))).toEqual([]);
	});
});
