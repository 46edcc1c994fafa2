// One face's requests: recorded, then the key, then the faults, then the dialect's own answer.
import type { IncomingMessage, ServerResponse } from 'node:http';

import { findPrompt } from './body.mts';
import type { FaultAction, SandboxFace } from './contract.mts';
import { carriesCredential, hasKey } from './credentials.mts';
import { retiredMessage, type Dialect, type Route } from './dialects/dialect.mts';
import { makesTaskFirst, sendFault } from './faultReplies.mts';
import type { Occasion } from './faults.mts';
import { json, send, storeError, type Reply, type TextReply } from './reply.mts';
import { viewTask, type SandboxTask } from './tasks.mts';
import { receive, type Visit } from './visit.mts';
import type { World } from './world.mts';

/** What the face will answer once the faults had their say; `reply` is called at most once. */
interface Plan {
	occasion: Occasion;
	task: SandboxTask | null;
	reply(): Reply;
}

function missingTask(dialect: Dialect, route: Route): TextReply {
	const message = `Task ${route.taskId ?? ''} does not exist`;
	return dialect.refuse({ why: 'missingTask', message, action: route.action });
}

/** The handler of one face; a face without a dialect is the cdn, which knows only links. */
export function faceHandler(world: World, face: SandboxFace, dialect: Dialect | null) {
	function linkReply(visit: Visit): { task: SandboxTask | null; reply: Reply } {
		const link = world.links.open(visit.pathname, visit.query);
		if (!link) return { task: null, reply: storeError(403, 'AccessDenied', 'Invalid signature') };
		if (link.expired) {
			return { task: link.task, reply: storeError(403, 'AccessDenied', 'Request has expired') };
		}
		return { task: link.task, reply: { kind: 'video' } };
	}

	function linksOf(task: SandboxTask): string[] {
		const origin = world.urls[task.linkFace];
		return Array.from({ length: task.videoCount }, (_, index) =>
			world.links.sign(origin, task, index),
		);
	}

	function strikeTask(task: SandboxTask, action: 'create' | 'status'): void {
		const { taskId, prompt } = task;
		const occasion: Occasion = { face, taskFace: face, action, taskId, prompt, delivers: false };
		for (const fault of world.faults.takeForTask(occasion)) {
			if (fault.kind === 'linkElsewhere') task.linkFace = 'cdn';
			if (fault.kind === 'taskCompletesEmpty') task.ending = 'empty';
			if (fault.kind === 'taskFails') {
				task.ending = 'failure';
				if (typeof fault.body === 'string') task.failureReason = fault.body;
			}
		}
	}

	function create(speaker: Dialect, route: Route, visit: Visit): Reply {
		const ordering = speaker.order(visit.body, route);
		if (!ordering.ok) return speaker.refuse({ action: 'create', ...ordering.refusal });
		const { order } = ordering;
		if (world.retiredModels.includes(order.model)) {
			const message = retiredMessage(order.model);
			return speaker.refuse({ why: 'retiredModel', message, action: 'create' });
		}
		const taskId = speaker.taskId(order, world.randomWord());
		const task = world.makeTask(face, taskId, order, visit.record.body);
		visit.record.taskId = taskId;
		strikeTask(task, 'create');
		return json(200, speaker.createReply(task));
	}

	function status(speaker: Dialect, route: Route, task: SandboxTask | null): Reply {
		if (!task) return missingTask(speaker, route);
		task.polls += 1;
		const view = viewTask(task, Date.now());
		return json(200, speaker.statusReply(task, view, view.hasVideo ? linksOf(task) : []));
	}

	function content(speaker: Dialect, route: Route, task: SandboxTask | null): Reply {
		if (!task) return missingTask(speaker, route);
		const { phase, hasVideo } = viewTask(task, Date.now());
		if (hasVideo) return { kind: 'video' };
		const { action } = route;
		if (phase === 'completed') {
			const message = 'The task has no video';
			return speaker.refuse({ why: 'notReady', message, action, status: 502 });
		}
		const word = phase === 'running' ? 'in_progress' : phase;
		const message = `Task is not completed yet, current status: ${word}`;
		return speaker.refuse({ why: 'notReady', message, action });
	}

	function planLink(visit: Visit): Plan {
		const { task, reply } = linkReply(visit);
		visit.record.taskId = task?.taskId ?? null;
		const delivers = reply.kind === 'video';
		return {
			task,
			occasion: occasionOf('link', task, delivers),
			reply: () => reply,
		};
	}

	function occasionOf(action: FaultAction, task: SandboxTask | null, delivers: boolean): Occasion {
		const { taskId = null, prompt = null, face: taskFace = face } = task ?? {};
		return { face, taskFace, action, taskId, prompt, delivers };
	}

	function planRoute(speaker: Dialect, route: Route, visit: Visit): Plan {
		if (route.action === 'create') {
			const occasion = { ...occasionOf('create', null, false), prompt: findPrompt(visit.body) };
			return { task: null, occasion, reply: () => create(speaker, route, visit) };
		}
		// A task of another provider is unknown here.
		const found = world.tasks.get(route.taskId ?? '');
		const task = found?.face === face ? found : null;
		visit.record.taskId = route.taskId;
		if (task && route.action === 'status') strikeTask(task, 'status');
		const delivers =
			route.action === 'content' && task !== null && viewTask(task, Date.now()).hasVideo;
		const answer = route.action === 'status' ? status : content;
		return {
			task,
			occasion: occasionOf(route.action, task, delivers),
			reply: () => answer(speaker, route, task),
		};
	}

	async function carryOut(visit: Visit, plan: Plan): Promise<void> {
		const { action } = plan.occasion;
		const fault = world.faults.takeForAnswer(plan.occasion);
		if (!fault) return await send(visit.line, plan.reply());
		const made = action !== 'create' || makesTaskFirst(fault);
		const trueReply = made ? plan.reply() : null;
		const away =
			action === 'content' && plan.task
				? world.links.sign(world.urls.cdn, plan.task, 0)
				: `${world.urls.cdn}${visit.record.path}`;
		const here = `${world.urls[face]}${visit.record.path}`;
		if (fault.kind === 'expiredLink' && plan.task) plan.task.linkEdition += 1;
		const { line } = visit;
		await sendFault({ fault, line, trueReply, dialect, action, here, elsewhere: away });
	}

	async function answer(visit: Visit): Promise<void> {
		const { line, record, pathname, query } = visit;
		if (!dialect && carriesCredential(record)) {
			world.credentialsSeenElsewhere.push(record);
			const refusal = storeError(400, 'InvalidArgument', 'Only one auth mechanism allowed');
			return await send(line, refusal);
		}
		if (world.links.looksLikeLink(pathname) && ['GET', 'HEAD'].includes(line.method)) {
			record.action = 'link';
			return await carryOut(visit, planLink(visit));
		}
		if (!dialect) return await send(line, storeError(404, 'NoSuchKey', 'There is nothing here'));
		const route = dialect.route(line.method, pathname, query);
		record.action = route?.action ?? 'other';
		record.taskId = route?.taskId ?? null;
		if (!hasKey(record.headers, world.key)) {
			const message = 'The API key is missing or wrong';
			return await send(line, dialect.refuse({ why: 'auth', message }));
		}
		if (!route) {
			const message = `Invalid URL (${line.method} ${pathname})`;
			return await send(line, dialect.refuse({ why: 'missingPage', message }));
		}
		await carryOut(visit, planRoute(dialect, route, visit));
	}

	return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		try {
			await answer(await receive(world, face, request, response));
		} catch (error) {
			// A client that goes away while it sends ends here as well.
			if (response.headersSent || request.destroyed) return void response.destroy();
			const text = `The sandbox itself failed: ${error instanceof Error ? error.message : ''}`;
			response.writeHead(500, { 'content-type': 'text/plain' }).end(text);
		}
	};
}
