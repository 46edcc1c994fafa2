/** What a provider makes of a body, whatever else is around it. */

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import type { JsonObject } from '../../nodes/VeoVideo/terms/json';
import type { ProviderProblem } from '../../nodes/VeoVideo/terms/problem';
import type { Reading } from '../../nodes/VeoVideo/terms/reading';
import type { Task } from '../../nodes/VeoVideo/terms/task';

interface AboutBody {
	/** Null for the reply to a create. */
	taskId: string | null;
	receivedAt: number;
}

/** Reads the body of a reply with that status. */
export function readBody(
	provider: Provider,
	body: JsonObject,
	{ taskId, receivedAt }: AboutBody,
	status = 200,
): Reading {
	const reply = { type: 'reply', status, headers: {}, text: JSON.stringify(body), body } as const;
	const asked = taskId === null ? 'create' : 'status';
	const reading = provider.read(reply, { asked, taskId, receivedAt, note: null });
	if (reading.says !== 'further') return reading;
	// Whatever decides has the same body here.
	return provider.read(reply, { asked, taskId, receivedAt, note: reading.note });
}

/** The task that the body names. */
export function taskIn(provider: Provider, body: JsonObject, about: AboutBody): Task | null {
	const reading = readBody(provider, body, about);
	return reading.says === 'task' ? reading.task : null;
}

/** The error that the body tells, beside a task or without one. */
export function problemIn(provider: Provider, body: JsonObject): ProviderProblem | null {
	const reading = readBody(provider, body, { taskId: null, receivedAt: 0 });
	const refused = reading.says === 'task' ? reading.trouble : reading;
	if (refused?.says !== 'refused' || refused.words === null) return null;
	return { code: refused.code, message: refused.words };
}
