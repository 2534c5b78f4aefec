import { readFileSync } from '../files';
import { SERVICES, layOutAll, manifestOf } from './packages';

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
});
