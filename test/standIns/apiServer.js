// @ts-check
const { createServer } = require('node:http');

/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {{ method: string, path: string, query: URLSearchParams, body: any, key: unknown, headers: import('node:http').IncomingHttpHeaders }} Asked */
/** @typedef {{ status: number, body: unknown }} Answer */

/**
 * A local API that keeps what it was asked, and can be told to answer otherwise.
 * @param {object} options
 * @param {string} options.apiKey
 * @param {string} options.keyHeader in lower case
 * @param {unknown} options.refusal the body of 401
 * @param {(asked: Asked) => Answer | Promise<Answer>} options.answer
 */
async function startApi({ apiKey, keyHeader, refusal, answer }) {
	/** @type {Array<{ method: string, path: string, body: any }>} */
	const requests = [];
	/** @type {Array<{ match: string, act: (response: Response, asked: Asked) => void | Promise<void> }>} */
	const planned = [];

	/** @param {Response} response @param {number} status @param {unknown} body @param {Record<string, string>} [headers] */
	const send = (response, status, body, headers = {}) => {
		response.writeHead(status, { 'content-type': 'application/json', ...headers });
		response.end(JSON.stringify(body));
	};

	const server = createServer(async (request, response) => {
		/** @type {Buffer[]} */
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const text = Buffer.concat(chunks).toString();
		const { pathname: path, search, searchParams: query } = new URL(request.url ?? '/', 'http://api');
		const asked = { method: request.method ?? 'GET', path, query, body: text === '' ? undefined : JSON.parse(text), key: request.headers[keyHeader], headers: request.headers };
		requests.push({ method: asked.method, path: `${path}${search}`, body: asked.body });
		const at = planned.findIndex(({ match }) => match === `${asked.method} ${path}`);
		if (at >= 0) return await planned.splice(at, 1)[0].act(response, asked);
		if (asked.key !== apiKey) return send(response, 401, refusal);
		const { status, body } = await answer(asked);
		send(response, status, body);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

	return {
		baseUrl: `http://127.0.0.1:${port}`,
		requests,
		/** The next answer to such a request. @param {string} match such as "POST /v1/runs" @param {number} status @param {unknown} body @param {Record<string, string>} [headers] */
		planAnswer: (match, status, body, headers) => void planned.push({ match, act: (response) => send(response, status, body, headers) }),
		/** The same with any text. @param {string} match @param {number} status @param {string} text */
		planText: (match, status, text) => void planned.push({ match, act: (response) => void response.writeHead(status).end(text) }),
		/** The API does what it is asked to, and the connection breaks before it can say so. @param {string} match */
		planBreak: (match) =>
			void planned.push({
				match,
				act: async (response, asked) => {
					await answer(asked);
					response.socket?.destroy();
				},
			}),
		/** The same, but it never answers. @param {string} match */
		planSilence: (match) => void planned.push({ match, act: async (_response, asked) => void (await answer(asked)) }),
		reset: () => {
			requests.length = 0;
			planned.length = 0;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

module.exports = { startApi };
