// @ts-check
const { readFileSync } = require('node:fs');
const { parseArgs } = require('node:util');

const deliveries = require('./deliveries');
const { request } = require('./n8n/request');

const USAGE = `Sends one signed sample delivery to a webhook.

  npm run deliver -- --provider skyvern --status completed --url URL --secret SECRET

  --provider     browserUse, skyvern, smartBrowse or firecrawl
  --url          the webhook's address: copy it from the trigger in n8n
  --secret       what the credential holds: signing secret, API key, header value, or webhook secret
  --status       the run's status (default: the first final one)
  --event        the event
  --generation   the wire format: A, B, C (browserUse); code, documents, old (skyvern); short, prefixed
                 (smartBrowse); current, v0 (firecrawl)
  --run-id       the run or task that the sample reports
  --header-name  the header that carries the secret (smartBrowse; default: Authorization); firecrawl: sent instead of a signature
  --body FILE    send the bytes of this file instead of a sample
  --age SECONDS  sign as if it had been sent that long ago
  --repeat N     send the same delivery N times
  --tamper       change the body after signing
`;

/** @param {string} problem @returns {never} */
function fail(problem) {
	process.stderr.write(`${problem}\n\n${USAGE}`);
	process.exit(2);
}

/** @param {string} name @param {string | undefined} value @param {string[]} allowed @param {string} fallback */
function choose(name, value, allowed, fallback) {
	if (value === undefined) return fallback;
	return allowed.includes(value) ? value : fail(`--${name} must be one of: ${allowed.join(', ')}`);
}

/** @param {string} name @returns {name is keyof deliveries} */
function isProvider(name) {
	return Object.hasOwn(deliveries, name);
}

function readArguments() {
	try {
		return parseArgs({
			options: {
				provider: { type: 'string' }, url: { type: 'string' }, secret: { type: 'string' }, status: { type: 'string' },
				event: { type: 'string' }, generation: { type: 'string' }, 'run-id': { type: 'string' },
				'header-name': { type: 'string' }, body: { type: 'string' }, age: { type: 'string', default: '0' },
				repeat: { type: 'string', default: '1' }, tamper: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		return fail(error instanceof Error ? error.message : String(error));
	}
}

async function main() {
	const options = readArguments();
	const { provider, url, secret } = options;
	if (provider === undefined || !isProvider(provider)) return fail(`--provider must be one of: ${Object.keys(deliveries).join(', ')}`);
	if (url === undefined || !/^https?:\/\//.test(url)) return fail('--url must be the address of a webhook');
	if (secret === undefined || secret === '') return fail('--secret must be what the credential in n8n holds');
	const repeat = Number(options.repeat);
	if (!Number.isInteger(repeat) || repeat < 1 || repeat > 1000) return fail('--repeat must be a number from 1 to 1000');
	const age = Number(options.age);
	if (!Number.isFinite(age)) return fail('--age must be a number of seconds');

	const { sign, generations, events, statuses, usual } = deliveries[provider];
	const status = choose('status', options.status, statuses, usual().status);
	const event = choose('event', options.event, events, usual(status).event);
	const generation = choose('generation', options.generation, generations, usual().generation);
	const delivery = sign({
		generation, event, status, secret,
		now: Date.now() - age * 1000,
		runId: options['run-id'],
		headerName: options['header-name'],
		body: options.body === undefined ? undefined : readFileSync(options.body),
	});
	if (options.tamper) delivery.body = Buffer.from(delivery.body.toString().replace(/\}\s*$/, ',"tampered":true}'));

	process.stdout.write(`POST ${url}\n`);
	for (const [name, value] of Object.entries(delivery.headers)) {
		process.stdout.write(`${name}: ${value === secret ? '(the secret)' : value}\n`);
	}
	process.stdout.write(`\n${delivery.body.length > 2000 ? `(${delivery.body.length} bytes)` : delivery.body}\n\n`);
	let accepted = true;
	for (let count = 0; count < repeat; count += 1) {
		const answer = await request(url, { method: 'POST', ...delivery });
		accepted &&= answer.status === 200;
		process.stdout.write(`${answer.status} ${answer.body}\n`);
	}
	process.exitCode = accepted ? 0 : 1;
}

main().catch((error) => {
	process.stderr.write(`The delivery could not be sent: ${error.message}. Is n8n running at that address?\n`);
	process.exitCode = 1;
});
