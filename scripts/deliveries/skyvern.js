// @ts-check
const { hmac } = require('./signer');

/** Today's sender; the prefixed signature that its documents show; the body before run_id and output. */
const generations = ['code', 'documents', 'old'];
const events = ['task_run', 'workflow_run', 'attempt', 'test'];
const statuses = ['completed', 'failed', 'terminated', 'timed_out', 'canceled'];

/** What is sent where nothing else is asked for. */
const usual = (status = 'completed') => ({ generation: 'code', event: 'task_run', status });

/**
 * A delivery as Skyvern sends it: Skyvern-AI/skyvern, skyvern/forge/sdk/core/security.py and schemas/runs.py.
 * @param {import('./signer').Order} order
 * @returns {import('./signer').Delivery}
 */
function sign(order) {
	const body = order.body ?? Buffer.from(JSON.stringify(sample(order)));
	const signature = `${order.generation === 'documents' ? 'sha256=' : ''}${hmac(order.secret, body)}`;
	const timestamp = order.timestamp ?? String(Math.floor(order.now / 1000));
	return {
		headers: { 'content-type': 'application/json', 'x-skyvern-signature': signature, 'x-skyvern-timestamp': timestamp },
		body,
	};
}

/** @param {import('./signer').Order} order */
function sample({ generation, event, status, now, runId }) {
	const id = runId ?? { task_run: 'tsk_v2_490440779503357994', workflow_run: 'wr_490440779503358000', attempt: 'wr_490440779503358000', test: 'tsk_sample_1' }[event];
	const isWorkflow = event === 'workflow_run' || event === 'attempt';
	// Skyvern writes UTC without a zone.
	const time = (/** @type {number} */ secondsAgo) => new Date(now - secondsAgo * 1000).toISOString().replace('Z', '160');
	const result = { title: 'Antirender — café', price: 1299.99 };
	const rest = {
		status,
		failure_reason: status === 'completed' ? null : 'The page did not load.',
		errors: [],
		created_at: time(90),
		modified_at: time(2),
		finished_at: time(2),
	};
	if (generation === 'old') return { task_id: id, extracted_information: result, ...rest };
	return {
		run_id: id,
		run_type: isWorkflow ? 'workflow_run' : 'task_v2',
		output: result,
		downloaded_files: [{ url: 'https://files.example/report.pdf', filename: 'report.pdf', checksum: 'c0ffee', file_size: 1024 }],
		recording_url: 'https://files.example/recording.webm',
		screenshot_urls: ['https://files.example/last.png', 'https://files.example/first.png'],
		// Skyvern names the session in its API and in test deliveries alone.
		browser_session_id: event === 'test' ? 'pbs_sample_123456' : null,
		...(isWorkflow && { workflow_run_id: id, workflow_permanent_id: 'wpid_490440779503357002' }),
		...(event === 'attempt' && { attempt: 1, retry_pending: true, next_attempt_at: time(-60) }),
		step_count: 4,
		...rest,
	};
}

module.exports = { generations, events, statuses, usual, sign };
