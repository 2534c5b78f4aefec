import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

/** The reads of credentials that are under way. */
export type CredentialReads = Map<string, Promise<ICredentialDataDecryptedObject>>;

/**
 * The decrypted credential of a production delivery. n8n builds an isolate of its expression engine for each read, which is
 * most of what a refusal costs on its default settings, so deliveries that are under way at the same time share one. Nothing
 * is kept when the read has ended: a secret that was changed or deleted holds for the next delivery. Rejects as n8n does.
 */
export async function readCredential(context: IWebhookFunctions, type: string, reads: CredentialReads): Promise<ICredentialDataDecryptedObject> {
	const read = async () => await context.getCredentials(type);
	const key = keyOf(context, type);
	if (key === undefined) return await read();
	let shared = reads.get(key);
	if (shared === undefined) {
		shared = read().finally(() => reads.delete(key));
		reads.set(key, shared);
	}
	return await shared;
}

/**
 * Whatever n8n decides by who may read which credential, and what is in it. Undefined where a read is not to be shared: a
 * workflow that is not stored has no id of its own, and an execution's context can make a credential that of one person.
 */
function keyOf(context: IWebhookFunctions, type: string): string | undefined {
	const { id: workflowId } = context.getWorkflow();
	const { id: nodeId, credentials } = context.getNode();
	const credentialId = credentials?.[type]?.id;
	if (!workflowId || !credentialId || context.getExecutionContext?.() !== undefined) return undefined;
	return JSON.stringify([workflowId, nodeId, type, credentialId]);
}
