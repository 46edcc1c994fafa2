// What kie.ai says of a task: one shape for each of its two interfaces.
import type { SandboxTask, TaskView } from '../../tasks.mts';
import { echoOf } from './creates.mts';

/** Credits by tier and resolution. */
const CREDITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	veo3: { '720p': 250, '1080p': 255, '4k': 370 },
	veo3_fast: { '720p': 60, '1080p': 65, '4k': 180 },
	veo3_lite: { '720p': 30, '1080p': 35, '4k': 150 },
};

/** The schema says a number, the page's sample shows text without a zone: each in turn. */
function timeOf(task: SandboxTask, at: number | null): number | string | null {
	if (at === null || task.number % 2 === 0) return at;
	return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** A reason may begin with one of the codes that a failed task has; the filter's is 400. */
function failureCode({ failureReason }: SandboxTask): number {
	return Number(/^(400|500|501)\b/.exec(failureReason)?.[1] ?? 400);
}

function dedicatedResult(task: SandboxTask, links: readonly string[]) {
	const { shape, size, isExtension } = echoOf(task);
	const [main, second = main] = links;
	const one = (link: string | undefined) => (link === undefined ? [] : [link]);
	return {
		taskId: task.taskId,
		resultUrls: one(isExtension ? second : main),
		...(isExtension ? { fullResultUrls: one(main) } : {}),
		...(shape !== '16:9' && !isExtension ? { originUrls: one(second) } : {}),
		resolution: size,
	};
}

/** The `data` of /api/v1/veo/record-info. */
export function dedicatedStatus(task: SandboxTask, view: TaskView, links: readonly string[]) {
	const failed = view.phase === 'failed';
	// Only the prose knows 3; the enum ends with 2.
	const failureFlag = task.number % 2 === 0 ? 2 : 3;
	return {
		taskId: task.taskId,
		paramJson: JSON.stringify(task.body),
		createTime: timeOf(task, task.createdAt),
		completeTime: timeOf(task, view.completedAt),
		successFlag: failed ? failureFlag : view.completedAt === null ? 0 : 1,
		errorCode: failed ? failureCode(task) : null,
		errorMessage: failed ? task.failureReason : '',
		fallbackFlag: false,
		response: view.phase === 'completed' ? dedicatedResult(task, links) : null,
	};
}

/** At 1080p and 4k the links lie one level deeper, under other names. */
function unifiedResult(task: SandboxTask, links: readonly string[]) {
	const [main, second = main] = links;
	const resultUrls = main === undefined ? [] : [main];
	if (echoOf(task).size === '720p') return { resultUrls };
	return { data: { result_urls: resultUrls, origin_urls: second === undefined ? [] : [second] } };
}

const STATES: Readonly<Record<TaskView['phase'], string>> = {
	queued: 'waiting',
	running: 'generating',
	completed: 'success',
	failed: 'fail',
};

/** The `data` of /api/v1/jobs/recordInfo. */
export function unifiedStatus(task: SandboxTask, view: TaskView, links: readonly string[]) {
	const isDone = view.phase === 'completed';
	const failed = view.phase === 'failed';
	const result = isDone ? unifiedResult(task, links) : null;
	return {
		taskId: task.taskId,
		model: 'veo-3-1',
		state: view.phase === 'queued' && task.polls % 2 === 0 ? 'queuing' : STATES[view.phase],
		successFlag: isDone ? 1 : failed ? 3 : 0,
		param: JSON.stringify({ input: JSON.stringify(task.body) }),
		resultJson: result === null ? '' : JSON.stringify(result),
		// Older replies lack it.
		...(task.number % 2 === 0 ? { response: result } : {}),
		failCode: failed ? String(failureCode(task)) : null,
		failMsg: failed ? task.failureReason : null,
		costTime: isDone ? task.takesSeconds : 0,
		creditsConsumed: isDone ? (CREDITS[task.model]?.[echoOf(task).size] ?? 0) : 0,
		createTime: task.createdAt,
		completeTime: view.completedAt ?? 0,
	};
}
