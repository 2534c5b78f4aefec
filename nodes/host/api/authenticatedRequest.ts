import type { IDataObject, IExecuteFunctions, IHttpRequestOptions, ILoadOptionsFunctions, ITriggerFunctions } from 'n8n-workflow';

/** What n8n's helper returns when asked for the full response. */
export interface FullResponse {
	readonly statusCode?: unknown;
	readonly headers?: IDataObject;
	readonly body?: unknown;
}

/** Whatever n8n lets send a request with the node's credential. */
export type Requester = ITriggerFunctions | IExecuteFunctions | ILoadOptionsFunctions;

/**
 * A request with the node's credential that ends, with its connection, when `signal` aborts. n8n replaces the signal
 * of the options by that of the context (n8n 1.122 to 2.41), so the context that it sees has this one.
 */
export async function authenticatedRequest(
	context: Requester,
	credentialType: string,
	options: IHttpRequestOptions,
	signal: AbortSignal,
): Promise<FullResponse> {
	const own = Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as typeof context;
	return (await own.helpers.httpRequestWithAuthentication.call(own, credentialType, { ...options, abortSignal: signal })) as FullResponse;
}
