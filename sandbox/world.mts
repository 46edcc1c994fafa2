// What all faces of one sandbox share: its tasks, its faults, and the record of what was asked.
import type { RecordedRequest, SandboxFace, SandboxOptions } from './contract.mts';
import { openFaultBook, type FaultBook } from './faults.mts';
import { generatedFilm, realFilm, type Film } from './film.mts';
import { makeLinks, type Links } from './links.mts';
import { FILTERED_REASON, type Order, type SandboxTask } from './tasks.mts';

const REQUESTS_KEPT = 20_000;
const WORD_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export interface World {
	readonly key: string;
	taskSeconds: number;
	readonly retiredModels: readonly string[];
	/** Filled in as the faces begin to listen. */
	readonly urls: Record<SandboxFace, string>;
	readonly film: Film;
	readonly links: Links;
	readonly faults: FaultBook;
	readonly tasks: ReadonlyMap<string, SandboxTask>;
	readonly created: readonly SandboxTask[];
	readonly requests: RecordedRequest[];
	readonly credentialsSeenElsewhere: RecordedRequest[];
	record(request: RecordedRequest): void;
	makeTask(face: SandboxFace, taskId: string, order: Order, body: unknown): SandboxTask;
	/** 16 random letters and digits. */
	randomWord(): string;
}

/** The state of a new sandbox. */
export function makeWorld(options: SandboxOptions): World {
	const random = options.random ?? Math.random;
	const tasks = new Map<string, SandboxTask>();
	const created: SandboxTask[] = [];
	const requests: RecordedRequest[] = [];

	function randomWord(): string {
		const letter = () => WORD_LETTERS.charAt(Math.floor(random() * WORD_LETTERS.length));
		return Array.from({ length: 16 }, letter).join('');
	}

	const world: World = {
		key: options.key ?? 'sandbox-key',
		taskSeconds: options.taskSeconds ?? 8,
		retiredModels: options.retiredModels ?? [],
		urls: { hingNet: '', hingNetNative: '', jieKouAi: '', uniAll: '', twelveAi: '', cdn: '' },
		film: options.videoBytes === undefined ? realFilm() : generatedFilm(options.videoBytes),
		links: makeLinks(tasks, randomWord()),
		faults: openFaultBook(random),
		tasks,
		created,
		requests,
		credentialsSeenElsewhere: [],
		record(request) {
			requests.push(request);
			if (requests.length > REQUESTS_KEPT) requests.shift();
		},
		makeTask(face, taskId, order, body) {
			const task: SandboxTask = {
				...order,
				taskId,
				face,
				number: created.filter((one) => one.face === face).length + 1,
				body,
				createdAt: Date.now(),
				takesSeconds: world.taskSeconds,
				ending: 'video',
				failureReason: FILTERED_REASON,
				// HingNet's page has links at its own address ("proxied"), the others' lead elsewhere.
				linkFace: face === 'hingNet' ? face : 'cdn',
				linkEdition: 1,
				polls: 0,
			};
			tasks.set(taskId, task);
			created.push(task);
			return task;
		},
		randomWord,
	};
	return world;
}
