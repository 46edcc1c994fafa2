/** A request at fal.ai is found below the app that has it: the task id holds both, `owner/alias/requests/id`. */

import { asLink, type JsonObject, textAt } from '../../terms/json';
import { pathSegment } from '../dialects/read';

/** The app of all Veo 3.1 endpoints: what a request id without an app belongs to. */
export const DEFAULT_APP = 'fal-ai/veo3.1';

/** Owner and alias; two namespaces have one part more. Sub-paths take orders only, and answer anything else with 405. */
const TASK_ID =
	/^\/?((?:(?:workflows|comfy)\/)?[\w-][\w.-]*\/[\w-][\w.-]*)(?:\/[\w.-]+)*\/requests\/([^/]+)$/;

/** The path of a task's result; status and cancel lie below it. */
export function addressOf(taskId: string): string {
	const [, app = DEFAULT_APP, id = taskId] = TASK_ID.exec(taskId) ?? [];
	return `/${app}/requests/${pathSegment(id)}`;
}

/** Reads the app out of the addresses in the reply to a create, be they below the path of a proxy. */
const APP_IN_PATH =
	/\/((?:fal-ai|(?:workflows|comfy)\/[\w.-]+)\/[\w.-]+)(?:\/[\w.-]+)*\/requests\/|\/([\w.-]+\/[\w.-]+)\/requests\//;

/** The task id that the reply to a create gives; null where it gives none. */
export function taskIdIn(body: JsonObject): string | null {
	const id = textAt(body, 'request_id');
	if (id === null) return null;
	for (const field of ['status_url', 'response_url', 'cancel_url']) {
		const link = asLink(body[field]);
		const found = link === null ? null : APP_IN_PATH.exec(new URL(link).pathname.slice(0, 2000));
		const app = found?.[1] ?? found?.[2];
		if (app !== undefined && TASK_ID.test(`${app}/requests/id`)) return `${app}/requests/${id}`;
	}
	return `${DEFAULT_APP}/requests/${id}`;
}
