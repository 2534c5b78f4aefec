import type { INodeExecutionData } from 'n8n-workflow';

import type { DeliveryItem } from '../../delivery/item';

/** An item as n8n hands it on, with the input item that it belongs to. */
export function dataOf(item: DeliveryItem, index: number): INodeExecutionData {
	return { json: { ...item } as unknown as INodeExecutionData['json'], pairedItem: { item: index } };
}

/** A run that has not ended in time, whatever word for its status the provider may have made up since. */
export function notEndedOf(item: DeliveryItem, index: number): INodeExecutionData {
	return dataOf({ ...item, outcome: 'inProgress' }, index);
}

/** What an item becomes when the node is set to continue after a failure. */
export function failureOf(error: unknown, index: number): INodeExecutionData {
	return { json: { error: error instanceof Error ? error.message : String(error) }, pairedItem: { item: index } };
}
