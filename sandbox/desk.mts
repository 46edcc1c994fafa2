// What one face answers when no fault is in the way: its dialect's replies about tasks, videos and links.
import { placeName } from './addresses.mts';
import type { Ask, Desk, Dialect, Route } from './dialects/dialect.mts';
import { retiredMessage } from './dialects/dialect.mts';
import { DIALECTS, type ProviderFace } from './dialects/index.mts';
import { storeError, type Reply, type TextReply } from './reply.mts';
import { viewTask, type SandboxTask } from './tasks.mts';
import type { Visit } from './visit.mts';
import type { World } from './world.mts';

/** What a dialect finds around it, in one world. */
export function openDesk(world: World, face: ProviderFace): Desk {
	return {
		url: (origin) => world.url(face, origin),
		links(task) {
			return Array.from({ length: task.videoCount }, (_, index) =>
				world.links.sign(world.urls.get(task.linksAt) ?? '', task, index),
			);
		},
		task(taskId) {
			const found = world.tasks.get(taskId);
			return found?.face === face ? found : null;
		},
		tasks: () => world.created.filter((task) => task.face === face),
		uploads: world.uploads,
		tokens: world.tokens,
		account: world.account,
		film: world.film,
		randomWord: world.randomWord,
	};
}

/** Whether a task's files are kept no longer. */
function isGone(task: SandboxTask): boolean {
	const { filesLast = Infinity }: Dialect = DIALECTS[task.face];
	const { completedAt } = viewTask(task, Date.now());
	return completedAt !== null && Date.now() > completedAt + filesLast * 1000;
}

/** What lies at a signed link, and whose it is. */
export function linkReply(world: World, visit: Visit): { task: SandboxTask | null; reply: Reply } {
	const link = world.links.open(visit.pathname, visit.query);
	if (!link) return { task: null, reply: storeError(403, 'AccessDenied', 'Invalid signature') };
	const { task, expired } = link;
	if (isGone(task)) return { task, reply: storeError(404, 'NoSuchKey', 'There is nothing here') };
	if (!expired) return { task, reply: { kind: 'video' } };
	return { task, reply: storeError(403, 'AccessDenied', 'Request has expired') };
}

/** Makes the task that a create orders, or refuses. `strike` may spoil the new task. */
export function create(
	world: World,
	{ face, dialect, desk }: Speaker,
	{ route, visit }: { route: Route; visit: Visit },
	strike: (task: SandboxTask) => void,
): Reply {
	const ordering = dialect.order(visit.body, route, desk);
	if (!ordering.ok) return dialect.refuse({ action: 'create', ...ordering.refusal });
	const { order } = ordering;
	if (world.retiredModels.includes(order.model)) {
		const message = retiredMessage(order.model);
		const detail = route.model ?? order.model;
		return dialect.refuse({ why: 'retiredModel', message, action: 'create', detail });
	}
	const taskId = dialect.taskId(order, world.randomWord());
	const linksAt = dialect.linksAt === 'cdn' ? 'cdn' : placeName(face, dialect.linksAt);
	const task = world.makeTask({ ...order, taskId, face, linksAt, body: visit.record.body });
	visit.record.taskId = taskId;
	strike(task);
	return dialect.createReply(task, desk);
}

/** One face: its name, its dialect, and what that finds around it. */
export interface Speaker {
	face: ProviderFace;
	dialect: Dialect;
	desk: Desk;
}

function missingTask(dialect: Dialect, route: Route): TextReply {
	const message = `Task ${route.taskId ?? ''} does not exist`;
	return dialect.refuse({
		why: 'missingTask',
		message,
		action: route.action,
		detail: route.taskId,
	});
}

function status({ dialect, desk }: Speaker, ask: Ask): Reply {
	const { task, route } = ask;
	if (!task) return missingTask(dialect, route);
	task.polls += 1;
	const view = viewTask(task, Date.now());
	return dialect.statusReply(task, view, view.hasVideo ? desk.links(task) : [], ask);
}

function content({ dialect }: Speaker, { task, route }: Ask): Reply {
	if (!task) return missingTask(dialect, route);
	const { phase, hasVideo } = viewTask(task, Date.now());
	if (hasVideo) return { kind: 'video' };
	const { action } = route;
	if (phase === 'completed') {
		const message = 'The task has no video';
		return dialect.refuse({ why: 'notReady', message, action, status: 502 });
	}
	const word = phase === 'running' ? 'in_progress' : phase;
	const message = `Task is not completed yet, current status: ${word}`;
	return dialect.refuse({ why: 'notReady', message, action });
}

/** The answer to everything that creates nothing. */
export function answerAbout(speaker: Speaker, ask: Ask): Reply {
	const { action } = ask.route;
	if (action === 'status') return status(speaker, ask);
	const handler = action === 'create' ? undefined : speaker.dialect.actions?.[action];
	if (handler) return handler(ask);
	if (action === 'content') return content(speaker, ask);
	throw new Error(`The dialect has an address for ${action}, but no answer`);
}
