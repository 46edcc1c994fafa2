/** What n8n itself refuses to send is told in its own words, and never as a service that does not answer. */

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import { openTaskTable } from '../../nodes/VeoVideo/table/openTable';
import { failureOf } from '../../nodes/VeoVideo/terms/refusals';
import { send } from '../../nodes/VeoVideo/transport/send';
import { type LocalServer, startServer } from '../transport/localServer.mts';
import { sessionAt } from '../transport/session.mts';

const QUESTION = { method: 'GET', path: '/v1/videos/1' } as const;
const PROTECTION = 'N8N_SSRF_PROTECTION_ENABLED';

let server: LocalServer;
const protectionBefore = process.env[PROTECTION];

beforeAll(async () => {
	// n8n-core reads it at its first request.
	process.env[PROTECTION] = 'true';
	server = await startServer();
});
afterAll(async () => {
	if (protectionBefore === undefined) delete process.env[PROTECTION];
	else process.env[PROTECTION] = protectionBefore;
	await server.close();
});

it.each(['127.0.0.1', 'localhost'])('an address that n8n blocks: %s', async (host) => {
	const session = sessionAt(server.url.replace('127.0.0.1', host));
	const outcome = await send(session.context, session.connection, QUESTION);
	expect(outcome).toMatchObject({ type: 'notSent', retryable: false, isRefusedByN8n: true });
	const { message, description } = failureOf(
		hingNet,
		outcome,
		{ says: 'nothing' },
		'status',
		'video_1',
	);
	expect(message).toContain('n8n did not send the request to HingNet: The request was blocked');
	expect(description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
	expect(server.requests).toEqual([]);

	const table = await openTaskTable(session, 'veo_video_tasks');
	expect(table).toMatchObject({
		type: 'problem',
		message: expect.stringContaining('could not be looked up: The request was blocked'),
		description: expect.stringContaining('N8N_SSRF_ALLOWED_HOSTNAMES'),
	});
});

it('a credential that is gone when the request is about to leave', async () => {
	const session = sessionAt(server.url);
	session.context.getCredentials = async () => {
		throw new Error('Credential with ID "7" does not exist for type "hingNetApi".');
	};
	const outcome = await send(session.context, session.connection, QUESTION);
	const { message, description } = failureOf(
		hingNet,
		outcome,
		{ says: 'nothing' },
		'status',
		'video_1',
	);
	expect(message).toContain('Credential with ID "7" does not exist');
	expect(description).toContain('an error of n8n itself');
	expect(message + description).not.toContain('could not be reached');
});
