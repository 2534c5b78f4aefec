import { listFiles, readFileSync } from '../files';
import { SERVICES, examplesOf, layOutAll, manifestOf } from './packages';

let packages: ReturnType<typeof layOutAll>;

beforeAll(() => {
	packages = layOutAll();
});

afterAll(() => packages.remove());

describe.each(SERVICES.map((service) => [service.name, service] as const))('%s', (name, service) => {
	it('holds exactly the files of its list', () => {
		expect(packages.packed(name)).toEqual(readFileSync(`test/services/${name}.txt`).split('\n').filter(Boolean));
	});

	it('loads without any other package, with the nodes of its service only', () => {
		expect(packages.load(name).filter((each) => !/^[a-z]/.test(each))).toEqual([service.folder, `${service.folder}Trigger`]);
	});

	it('has the version of them all, no dependencies, and a committed package.json that says the same', () => {
		const manifest = JSON.parse(packages.read(name, 'package.json'));
		expect(manifest.version).toBe(JSON.parse(readFileSync('package.json')).version);
		expect(Object.keys(manifest).filter((key) => /dependencies|scripts|overrides/i.test(key))).toEqual(['peerDependencies']);
		expect(JSON.parse(readFileSync(`packages/${name}/package.json`))).toEqual(manifestOf(service));
	});

	it('has committed examples, the same as those of the package of all services but for the node types, which its README leads to', () => {
		const folder = `packages/${name}/examples`;
		const examples = examplesOf(service);
		expect(listFiles(folder)).toEqual([...examples.keys()].sort());
		for (const [file, text] of examples) {
			expect(readFileSync(`${folder}/${file}`)).toBe(text);
			expect(text.replaceAll(`"${name}.`, '"n8n-nodes-browser-agents.')).toBe(readFileSync(`examples/${file}`));
			const types = (JSON.parse(text) as { nodes: Array<{ type: string }> }).nodes.map(({ type }) => type).filter((type) => !type.startsWith('n8n-nodes-base.'));
			expect(types.filter((type) => type !== `${name}.${service.provider}` && type !== `${name}.${service.provider}Trigger`)).toEqual([]);
		}
		const linked = [...packages.read(name, 'README.md').matchAll(/\/blob\/main\/([\w/-]*examples\/[\w-]+\.json)/g)].map(([, path]) => path);
		expect([...new Set(linked)].sort()).toEqual([...examples.keys()].map((file) => `${folder}/${file}`).sort());
	});
});
