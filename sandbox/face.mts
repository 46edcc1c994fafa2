// One place's requests: recorded, then the key, then the faults, then the dialect's own answer.
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Place } from './addresses.mts';
import { findPrompt } from './body.mts';
import type { FaultAction } from './contract.mts';
import { carriesCredential, hasKey } from './credentials.mts';
import { answerAbout, create, linkReply, openDesk, type Speaker } from './desk.mts';
import type { Ask, Route } from './dialects/dialect.mts';
import { DIALECTS } from './dialects/index.mts';
import { isHolding, makesTaskFirst, sendFault } from './faultReplies.mts';
import type { Occasion } from './faults.mts';
import { send, storeError, type Reply } from './reply.mts';
import { viewTask, type SandboxTask } from './tasks.mts';
import { receive, type Visit } from './visit.mts';
import type { World } from './world.mts';

/** What the face will answer once the faults had their say; `reply` is called at most once. */
interface Plan {
	occasion: Occasion;
	task: SandboxTask | null;
	reply(): Reply;
}

/** The actions that ask how a task is: a fault may change its ending there. */
const ASKING_ACTIONS: readonly FaultAction[] = ['status', 'result'];

/** The handler of one place; the cdn speaks no dialect and knows only links. */
export function faceHandler(world: World, place: Place) {
	const { face } = place;
	const speaker: Speaker | null =
		face === 'cdn' ? null : { face, dialect: DIALECTS[face], desk: openDesk(world, face) };

	function occasionOf(action: FaultAction, task: SandboxTask | null, delivers: boolean): Occasion {
		const { taskId = null, prompt = null, face: taskFace = face } = task ?? {};
		return { face, taskFace, action, taskId, prompt, delivers };
	}

	function strikeTask(task: SandboxTask, action: FaultAction): void {
		for (const fault of world.faults.takeForTask(occasionOf(action, task, false))) {
			if (fault.kind === 'linkElsewhere') task.linksAt = 'cdn';
			if (fault.kind === 'taskCompletesEmpty') task.ending = 'empty';
			if (fault.kind === 'taskFails') {
				task.ending = 'failure';
				if (typeof fault.body === 'string') task.failureReason = fault.body;
			}
		}
	}

	function planLink(visit: Visit): Plan {
		const { task, reply } = linkReply(world, visit);
		visit.record.taskId = task?.taskId ?? null;
		const delivers = reply.kind === 'video';
		return {
			task,
			occasion: occasionOf('link', task, delivers),
			reply: () => reply,
		};
	}

	function planRoute(by: Speaker, route: Route, visit: Visit): Plan {
		if (route.action === 'create') {
			const occasion = { ...occasionOf('create', null, false), prompt: findPrompt(visit.body) };
			const strike = (task: SandboxTask) => strikeTask(task, 'create');
			return { task: null, occasion, reply: () => create(world, by, { route, visit }, strike) };
		}
		const { body } = visit;
		const named = by.dialect.taskOf?.(route, body, by.desk) ?? null;
		const task = named ?? by.desk.task(route.taskId ?? '');
		visit.record.taskId = task?.taskId ?? route.taskId;
		if (task && ASKING_ACTIONS.includes(route.action)) strikeTask(task, route.action);
		const delivers =
			route.action === 'content' && task !== null && viewTask(task, Date.now()).hasVideo;
		const ask: Ask = { ...askedBy(visit), route, task, body, desk: by.desk };
		return {
			task,
			occasion: occasionOf(route.action, task, delivers),
			reply: () => answerAbout(by, ask),
		};
	}

	async function carryOut(visit: Visit, plan: Plan): Promise<void> {
		const { action } = plan.occasion;
		const fault = world.faults.takeForAnswer(plan.occasion);
		if (!fault) return await send(visit.line, plan.reply());
		const made = action !== 'create' || makesTaskFirst(fault);
		const trueReply = made ? plan.reply() : null;
		const cdn = world.url('cdn');
		const away =
			action === 'content' && plan.task
				? world.links.sign(cdn, plan.task, 0)
				: `${cdn}${visit.record.path}`;
		const here = urlOf(visit.record.path);
		if (fault.kind === 'expiredLink' && plan.task) plan.task.linkEdition += 1;
		const { line } = visit;
		const dialect = speaker?.dialect ?? null;
		const release = isHolding(fault) ? world.hold(line.response) : null;
		await sendFault({ fault, line, trueReply, dialect, action, here, elsewhere: away });
		if (fault.kind === 'slow') release?.();
	}

	function urlOf(path: string): string {
		return `${world.url(face, place.origin)}${path}`;
	}

	function askedBy({ line, record, pathname, query }: Visit) {
		return { method: line.method, pathname, query, headers: record.headers, origin: place.origin };
	}

	async function answer(visit: Visit): Promise<void> {
		const { line, record, pathname, query } = visit;
		if (place.credential === 'refused' && carriesCredential(record)) {
			world.credentialsSeenElsewhere.push(record);
			const refusal = storeError(400, 'InvalidArgument', 'Only one auth mechanism allowed');
			return await send(line, refusal);
		}
		if (world.links.looksLikeLink(pathname) && ['GET', 'HEAD'].includes(line.method)) {
			record.action = 'link';
			return await carryOut(visit, planLink(visit));
		}
		// Where a key is needed, the dialect itself says what it tells of a file.
		const isOpen = line.method === 'GET' && place.credential !== 'needed';
		const upload = isOpen ? world.uploads.open(urlOf(pathname)) : null;
		if (upload) {
			record.action = 'link';
			return await send(line, { kind: 'file', ...upload });
		}
		if (!speaker) return await send(line, storeError(404, 'NoSuchKey', 'There is nothing here'));
		const { dialect } = speaker;
		const route = dialect.route(line.method, pathname, query, place.origin);
		record.action = route?.action ?? 'other';
		record.taskId = route?.taskId ?? null;
		const needsKey = place.credential === 'needed' && route?.isPublic !== true;
		if (needsKey && !hasKey(record.headers, dialect.key, world)) {
			const message = 'The API key is missing or wrong';
			const { action } = route ?? {};
			const asked = askedBy(visit);
			return await send(line, dialect.refuse({ why: 'auth', message, action, asked }));
		}
		if (!route) {
			const message = `Invalid URL (${line.method} ${pathname})`;
			const asked = askedBy(visit);
			return await send(line, dialect.refuse({ why: 'missingPage', message, asked }));
		}
		await carryOut(visit, planRoute(speaker, route, visit));
	}

	return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		try {
			await answer(await receive(world, place, request, response));
		} catch (error) {
			// A client that goes away while it sends ends here as well.
			if (response.headersSent || request.destroyed) return void response.destroy();
			const text = `The sandbox itself failed: ${error instanceof Error ? error.message : ''}`;
			response.writeHead(500, { 'content-type': 'text/plain' }).end(text);
		}
	};
}
