/**
 * Who may import whom. `delivery/` knows neither n8n nor a provider, `host/` no provider, and no module imports itself in a circle.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
	forbidden: [
		{
			name: 'no-circle',
			comment: 'A circle cannot be read from one end. Move what both sides need into a module of its own.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'delivery-knows-no-host',
			comment: 'What a delivery means does not depend on n8n: pass it in, as `Host` in judge.ts does.',
			severity: 'error',
			from: { path: '^nodes/delivery/' },
			to: { path: ['^nodes/host/', 'n8n-(workflow|core)'] },
		},
		{
			name: 'no-provider-in-what-all-share',
			comment: 'What is particular to a provider stands in its record.',
			severity: 'error',
			from: { path: '^nodes/(delivery|host)/' },
			to: { path: '^(credentials|nodes/(?!delivery/|host/))' },
		},
		{
			name: 'records-know-no-host',
			comment: "A provider's record is data and small pure functions; the node beside it, with its panel, is where both meet.",
			severity: 'error',
			from: { path: '^nodes/[A-Z]', pathNot: '(\\.node|Properties)\\.ts$' },
			to: { path: ['^nodes/host/', 'n8n-(workflow|core)'] },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		doNotFollow: { path: 'node_modules' },
	},
};
