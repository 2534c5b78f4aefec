import { BrowserUseTrigger, FirecrawlTrigger, SkyvernTrigger, SmartBrowseTrigger } from '../index';
import { browserUse } from '../nodes/BrowserUseTrigger/browserUse';
import { judge } from '../nodes/delivery/judge';
import { firecrawl } from '../nodes/FirecrawlTrigger/firecrawl';
import { skyvern } from '../nodes/SkyvernTrigger/skyvern';
import { smartBrowse } from '../nodes/SmartBrowseTrigger/smartBrowse';
import { credentialFor, recordedDeliveries } from './fixtures';
import { webhookContext } from './host/webhook/webhookContext';

const providers = { browserUse, skyvern, smartBrowse, firecrawl };
const triggers = { browserUse: BrowserUseTrigger, skyvern: SkyvernTrigger, smartBrowse: SmartBrowseTrigger, firecrawl: FirecrawlTrigger };

/** Everything passes the filter but test pings, so that only authentication and freshness decide. */
const everything = { events: [], statuses: [], ids: [], metadata: [], includeHeaders: false };
const deliveries = recordedDeliveries().map((delivery) => [`${delivery.provider} ${delivery.name}`, delivery] as const);

test('the recorded deliveries are all there', () => {
	expect(deliveries.length).toBe(193);
});

describe('through the pure code', () => {
	test.each(deliveries)('%s', async (_name, delivery) => {
		const verdict = await judge(
			providers[delivery.provider],
			{ headers: delivery.headers, rawBody: delivery.body },
			{
				now: delivery.now * 1000,
				settings: () => everything,
				credential: async () => credentialFor(delivery),
				claim: () => true,
				explain: false,
			},
		);
		expect(verdict.kind === 'refused' ? 'refused' : 'accepted').toBe(delivery.expect);
	});
});

describe("through the built node's webhook()", () => {
	afterEach(() => jest.restoreAllMocks());

	test.each(deliveries)('%s', async (name, delivery) => {
		jest.spyOn(Date, 'now').mockReturnValue(delivery.now * 1000);
		const nodeType = new triggers[delivery.provider]();
		const { context, response } = webhookContext({
			nodeType,
			credential: credentialFor(delivery),
			headers: delivery.headers,
			rawBody: delivery.body,
			parameters: { events: [], statuses: [] },
			nodeId: name,
		});
		const result = await nodeType.webhook.call(context);
		if (delivery.expect === 'refused') {
			expect([400, 401, 415, 503]).toContain(response.statusCode);
			expect(result).toEqual({ noWebhookResponse: true });
		} else if (result.workflowData === undefined) {
			expect(response.body).toMatchObject({ status: 'ignored' });
		} else {
			expect(result.webhookResponse).toEqual({ status: 'accepted' });
			// The integer -0 was signed as 0.
			expect(result.workflowData[0][0].json.payload).toEqual(JSON.parse(delivery.body.toString().replace(/:-0(?=[,}])/, ':0')));
		}
	});
});
