/** A video that comes as base64 in a reply, as if it were a file of its own. */

import type { InReply, NoAnswer, NotSent } from '../terms/request';
import { encodeBody, streamOver } from '../transport/body';
import { redact } from '../transport/connection';
import { fileIn } from '../transport/filesInReply';
import { VIDEO_IDLE_MS } from '../transport/limits';
import { keyGoesAlong, urlOf } from '../transport/origins';
import { open, type OpenReply, REPLY_TIMEOUT_MS } from '../transport/send';
import type { FileChannel } from './fileChannel';

/**
 * Asks for the reply and hands over the file in it, decoded as it comes, always from its start. The
 * reply is read here as far as the file's first bytes: what comes before may take longer than a stream
 * may keep silent. An error is handed over as it is.
 */
export async function openInReply(
	{ context, connection }: FileChannel,
	{ inReplyTo: request, at }: InReply,
): Promise<OpenReply | NotSent | NoAnswer> {
	const encoded = request.body && (await encodeBody(request.body));
	const url = urlOf(connection.origins, request);
	const reply = await open(
		context,
		keyGoesAlong(url, connection.origins, request) ? connection : null,
		{
			method: request.method,
			url,
			headers: {
				Accept: 'application/json',
				...(encoded && { 'Content-Type': encoded.contentType }),
			},
			...(encoded && { body: encoded.bytes }),
			timeout: REPLY_TIMEOUT_MS,
		},
	);
	if (reply.type !== 'open' || reply.status >= 300) return reply;
	const file = fileIn(reply, { idleMs: VIDEO_IDLE_MS }, at);
	try {
		const first = await file.next();
		const stream = streamOver(beginningWith(first, file), reply.stream);
		return {
			type: 'open',
			status: reply.status,
			// Of the reply's own none speaks of the file.
			headers: {},
			stream,
			close() {
				reply.close();
				stream.destroy();
			},
		};
	} catch (error) {
		reply.close();
		return { type: 'noAnswer', reason: redact(String(error), connection) };
	}
}

async function* beginningWith(
	first: IteratorResult<Buffer, void>,
	rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
	if (first.done === true) return;
	yield first.value;
	yield* rest;
}
