// 12AI's error shapes: Google's (its page), and those of the gateway behind it for tasks, keys and files.
import { json, type TextReply } from '../reply.mts';
import { googleError, type Refusal } from './dialect.mts';

/** Task words of the gateway by HTTP status, for faults. */
const TASK_WORDS: Readonly<Record<number, string>> = {
	400: 'invalid_request',
	429: 'too_many_requests',
	500: 'do_request_failed',
};

function taskError(status: number, code: string, message: string): TextReply {
	return json(status, { code, message, data: null });
}

function gatewayError(status: number, message: string): TextReply {
	const error = { message: `${message} (request id: sandbox)`, type: 'new_api_error', code: '' };
	return json(status, { error });
}

function contentError(status: number, message: string): TextReply {
	const type = status >= 500 ? 'server_error' : 'invalid_request_error';
	return json(status, { error: { message, type } });
}

/** The reply to a refused request, in the shape that belongs to its reason and route. */
export function refuseAsTwelveAi({ why, message, status, action }: Refusal): TextReply {
	if (why === 'auth') return gatewayError(status ?? 401, message);
	if (why === 'missingPage') return gatewayError(status ?? 404, message);
	if (action === 'content') {
		const own = { missingTask: 404, notReady: 400, fault: 500 };
		const fitting = why === 'missingTask' || why === 'notReady' || why === 'fault' ? own[why] : 400;
		return contentError(status ?? fitting, message);
	}
	// A missing task is 400 here, not 404.
	if (why === 'missingTask') return taskError(status ?? 400, 'task_not_exist', 'task_not_exist');
	if (why === 'retiredModel') {
		const googlesText = JSON.stringify(googleError(404, message));
		return taskError(status ?? 404, 'fail_to_fetch_task', googlesText);
	}
	if (why === 'fault') {
		const code = status ?? 500;
		if (code === 401 || code === 403) return gatewayError(code, message);
		return taskError(code, TASK_WORDS[code] ?? 'fail_to_fetch_task', message);
	}
	return json(status ?? 400, googleError(status ?? 400, message));
}
