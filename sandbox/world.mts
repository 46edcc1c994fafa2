// What all faces of one sandbox share: its tasks, its faults, and the record of what was asked.
import type { ServerResponse } from 'node:http';

import { placeName, type PlaceName } from './addresses.mts';
import type { OriginName, RecordedRequest, SandboxFace, SandboxOptions } from './contract.mts';
import { openFaultBook, type FaultBook } from './faults.mts';
import { generatedFilm, realFilm, type Film } from './film.mts';
import { makeLinks, type Links } from './links.mts';
import { makeServiceAccount, type ServiceAccount } from './serviceAccount.mts';
import { FILTERED_REASON, type Order, type SandboxTask } from './tasks.mts';
import { openTokens, type Tokens } from './tokens.mts';
import { openUploads, type Uploads } from './uploads.mts';

const REQUESTS_KEPT = 20_000;
const WORD_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export interface World {
	readonly key: string;
	taskSeconds: number;
	readonly retiredModels: readonly string[];
	/** Base URLs without a slash at the end; filled in as the places begin to listen. */
	readonly urls: Map<PlaceName, string>;
	/** The base URL of a place; throws when there is no such place. */
	url(face: SandboxFace, origin?: OriginName): string;
	readonly film: Film;
	readonly links: Links;
	readonly faults: FaultBook;
	readonly uploads: Uploads;
	readonly tokens: Tokens;
	/** Made when it is first asked for: that takes a moment. */
	account(): ServiceAccount;
	readonly tasks: ReadonlyMap<string, SandboxTask>;
	readonly created: readonly SandboxTask[];
	readonly requests: RecordedRequest[];
	readonly credentialsSeenElsewhere: RecordedRequest[];
	readonly held: ReadonlySet<number>;
	record(request: RecordedRequest): void;
	/** Notes that a fault keeps this client waiting, until it goes away or `release` is called. */
	hold(response: ServerResponse): () => void;
	makeTask(made: Made): SandboxTask;
	/** 16 random letters and digits. */
	randomWord(): string;
}

/** What a task begins with. */
type Made = Order & Pick<SandboxTask, 'taskId' | 'face' | 'linksAt' | 'body'>;

/** The state of a new sandbox. */
export function makeWorld(options: SandboxOptions): World {
	const random = options.random ?? Math.random;
	const tasks = new Map<string, SandboxTask>();
	const created: SandboxTask[] = [];
	const requests: RecordedRequest[] = [];
	const held = new Set<number>();

	function randomWord(): string {
		const letter = () => WORD_LETTERS.charAt(Math.floor(random() * WORD_LETTERS.length));
		return Array.from({ length: 16 }, letter).join('');
	}

	let account: ServiceAccount | undefined;

	const world: World = {
		key: options.key ?? 'sandbox-key',
		taskSeconds: options.taskSeconds ?? 8,
		retiredModels: options.retiredModels ?? [],
		urls: new Map(),
		url(face, origin = 'api') {
			const name = placeName(face, origin);
			const url = world.urls.get(name);
			if (url === undefined) throw new Error(`The sandbox has no place ${name}`);
			return url;
		},
		film: options.videoBytes === undefined ? realFilm() : generatedFilm(options.videoBytes),
		links: makeLinks(tasks, randomWord()),
		faults: openFaultBook(random),
		uploads: openUploads(),
		tokens: openTokens(),
		account: () => (account ??= makeServiceAccount()),
		tasks,
		created,
		requests,
		credentialsSeenElsewhere: [],
		held,
		hold(response) {
			const port = response.socket?.remotePort ?? 0;
			const release = () => void held.delete(port);
			held.add(port);
			response.once('close', release);
			return release;
		},
		record(request) {
			requests.push(request);
			if (requests.length > REQUESTS_KEPT) requests.shift();
		},
		makeTask(made) {
			const task: SandboxTask = {
				...made,
				number: created.filter(({ face }) => face === made.face).length + 1,
				createdAt: Date.now(),
				takesSeconds: world.taskSeconds,
				ending: 'video',
				failureReason: FILTERED_REASON,
				upgrades: new Map(),
				cancelled: null,
				linkEdition: 1,
				polls: 0,
			};
			tasks.set(task.taskId, task);
			created.push(task);
			return task;
		},
		randomWord,
	};
	return world;
}
