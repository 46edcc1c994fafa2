/** The way to this n8n's own API, with the credential "Veo Task Table API". */

import { ok, type Result } from '../terms/result';
import { connect, type NodeContext } from '../transport/connection';
import type { Channel } from '../transport/exchange';
import { Gate } from '../transport/gate';
import { N8N_API_PATHS } from './n8nApi';

const CREDENTIAL = {
	credentialType: 'veoTaskTableApi',
	displayName: 'Veo Task Table',
	addedPaths: N8N_API_PATHS,
};
/** A table is a database behind one process: few requests at a time are the fastest. */
const MAX_CONCURRENCY = 4;

/** A problem when the credential is missing, or its address is none. */
export async function openTableChannel(
	context: NodeContext,
	itemIndex: number,
	signal: AbortSignal,
): Promise<Result<Channel>> {
	const connection = await connect(context, CREDENTIAL, itemIndex);
	if (connection.type === 'problem') return connection;
	return ok({
		context,
		connection: connection.value,
		gate: new Gate(MAX_CONCURRENCY, signal),
		signal,
	});
}
