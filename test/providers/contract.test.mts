/** What every provider of the registry has to keep, whatever its interface is like; `offersContract.test.mts` holds its offers. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Provider, VideoOption } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { offersInAnyFamily } from '../../nodes/VeoVideo/providers/rules/families';
import { union } from '../../nodes/VeoVideo/providers/rules/offers';
import type { About, Asked, Reading, Stored } from '../../nodes/VeoVideo/terms/reading';
import { REFUSALS } from '../../nodes/VeoVideo/terms/refusals';
import type { Address, Reply, ServiceRequest, VideoFile } from '../../nodes/VeoVideo/terms/request';
import { blankTask, isFinished } from '../../nodes/VeoVideo/terms/task';
import { type Origins, urlOf } from '../../nodes/VeoVideo/transport/origins';
import { HOSTILE_TEXTS } from '../faults/oddShapes.mts';
import { keyFileOf, makeServiceAccount } from '../../sandbox/serviceAccount.mts';
import { ALL_CASES, casesOf } from './allCases.mts';
import type { ReplyCase } from './cases.mts';
import {
	leavesOpen,
	ODD_IDS,
	repliesWithoutATask,
	replyWith,
	spoiled,
	STATUSES,
} from './oddReplies.mts';
import { aboutOf, cancelOf, readCase, replyOf } from './playCase.mts';

const BASE = 'https://api.example.com';
const RUNS = 300;

it('every provider has its cases, and nobody else', () => {
	expect(Object.keys(ALL_CASES).sort()).toEqual(PROVIDERS.map(({ name }) => name).sort());
	for (const provider of PROVIDERS) expect(casesOf(provider).provider).toBe(provider);
});

/** What only some providers can, and the cases that show it. */
const CAPABILITIES = [
	['upload', 'uploads'],
	['cancelRequest', 'cancels'],
	['list', 'lists'],
] as const;

describe('names', () => {
	it('are given once', () => {
		for (const names of [
			PROVIDERS.map(({ name }) => name),
			PROVIDERS.map(({ displayName }) => displayName),
			PROVIDERS.map(({ summary }) => summary),
			...PROVIDERS.map(({ models }) => models.flatMap(({ id, aliases = [] }) => [id, ...aliases])),
			...PROVIDERS.map(({ models }) =>
				models.map(({ tier, resolution }) => `${tier} ${resolution ?? ''}`),
			),
		]) {
			expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
		}
	});

	it('an option of one name is the same field everywhere', () => {
		/** All but what a provider may narrow, and what then has to lie within. */
		const field = ({ values, valueNames, least, most, refusal, preset, ...rest }: VideoOption) =>
			rest;
		const byName = new Map<string, unknown>();
		for (const provider of PROVIDERS) {
			for (const option of union(offersInAnyFamily(provider), ({ options }) => options)) {
				const known = byName.get(option.name);
				if (known !== undefined) expect(field(option)).toEqual(known);
				byName.set(option.name, field(option));
				for (const value of option.values ?? []) {
					if (option.kind === 'choice') expect(option.valueNames).toHaveProperty(String(value));
				}
			}
		}
		expect(byName.size).toBeGreaterThan(3);
	});
});

describe.each(PROVIDERS.map((provider) => [provider.displayName, provider] as const))(
	'%s',
	(_name, provider) => {
		const cases = casesOf(provider);
		const { checks, replies, refusals, files } = cases;
		const all = [...replies, ...refusals];
		const abouts = allAbouts(all);

		it('has a request for each of its modes', () => {
			const modes = cases.requests.map((one) =>
				'spec' in one ? one.spec.inputMode : one.parameters.inputMode,
			);
			expect(modes).toEqual(
				expect.arrayContaining(union(offersInAnyFamily(provider), ({ modes: ofLine }) => ofLine)),
			);
		});

		it('has a reply for whatever may become of a task, and one that says no', () => {
			const statuses = replies.flatMap(({ reading }) =>
				reading.says === 'task' ? (reading.task.status ?? []) : [],
			);
			expect(statuses).toEqual(expect.arrayContaining(['running', 'completed', 'failed']));
			expect(refusals).not.toHaveLength(0);
			for (const { reading } of refusals) {
				expect(reading.says === 'task' ? reading.trouble : reading.says).toBeTruthy();
			}
			expect(checks).not.toHaveLength(0);
			expect(files).not.toHaveLength(0);
		});

		it('has cases for what it can beside, and for nothing that it cannot', () => {
			const can = CAPABILITIES.filter(([member]) => member in provider);
			const shown = CAPABILITIES.filter(([, name]) => (cases[name] ?? []).length > 0);
			expect(shown).toEqual(can);
		});

		it('every word of its table of refusals is read for what the table says', () => {
			for (const { why, codes } of provider.refusals) {
				const ofRow = refusals.flatMap((one) => {
					const { reading } = one;
					const said = reading.says === 'task' ? reading.trouble : reading;
					if (said === null || said === undefined || !('why' in said)) return [];
					const code = said.code ?? '';
					return said.why === why && codes.some((word) => isSame(word, code)) ? { one, code } : [];
				});
				expect({ why, cases: ofRow.length > 0 }).toEqual({ why, cases: true });
				for (const other of codes) {
					const readings = ofRow.map(({ one, code }) => {
						const text = JSON.stringify(one.body).replaceAll(code, other);
						return readCase(provider, { ...one, body: JSON.parse(text) });
					});
					const whys = readings.map((reading) =>
						reading.says === 'task' ? reading.trouble?.why : 'why' in reading && reading.why,
					);
					expect({ other, whys }).toEqual({ other, whys: whys.map(() => why) });
				}
			}
		});

		it('makes one short line of whatever words it reads', () => {
			const echo = `Bad request:\r\n\u0000${'data:image/png;base64,iVBORw0KGgo'.repeat(100_000)}`;
			const said = all.flatMap((one) => {
				const words = wordsOf(one);
				const text = JSON.stringify(one.body) ?? '';
				return words === null || !text.includes(JSON.stringify(words)) ? [] : [{ one, words }];
			});
			for (const { one, words } of said) {
				const text = JSON.stringify(one.body).replaceAll(
					JSON.stringify(words),
					JSON.stringify(echo),
				);
				const reading = readCase(provider, { ...one, body: JSON.parse(text) });
				const read = wordsOf({ reading });
				expect(read).toMatch(/^Bad request: data:/);
				expect(read).not.toMatch(/\p{Cc}/u);
				expect(read?.length).toBeLessThanOrEqual(300);
			}
			expect(said).not.toHaveLength(0);
		});

		describe('a reply without a task', () => {
			it.each(STATUSES)(
				'with HTTP %i makes none, ends none, and is no sure "not taken"',
				(status) => {
					for (const [what, text] of repliesWithoutATask(all)) {
						const reply = replyWith(status, text);
						for (const about of abouts) {
							const reading = provider.read(reply, about);
							expectSound(provider, reading, about);
							const fault = faultIn(reading, about, status);
							if (fault !== null) expect({ fault, what, text, about, reading }).toBeNull();
						}
					}
				},
			);

			function faultIn(reading: Reading, { asked, note }: About, status: number): string | null {
				if (asked !== 'create') {
					if (reading.says !== 'task' || !isFinished(reading.task)) return null;
					// What the reply before has said of the end, its note may hold.
					const { code, message } = reading.task.failure ?? { code: null, message: '' };
					const isTold = [code, message].some((words) => words && note?.includes(words));
					return isTold ? null : 'ends the task';
				}
				if (reading.says === 'task') return 'makes a task';
				const isSure = reading.says === 'refused' && !REFUSALS[reading.why].mayCount;
				return isSure && leavesOpen(status) ? 'is sure that nothing was made' : null;
			}
		});

		it('reads its own replies soundly, with any part of them gone wrong', () => {
			for (const one of all.filter(({ body }) => body !== undefined)) {
				for (const body of spoiled(one.body)) {
					const before = JSON.stringify(body);
					const about = aboutOf(one);
					expectSound(provider, provider.read(replyOf({ ...one, body }), about), about);
					expect(JSON.stringify(body)).toBe(before);
				}
			}
		});

		it('reads soundly whatever else comes', () => {
			const words = [...new Set(all.flatMap(({ body }) => [...textsIn(body)]))];
			const { value } = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
				leaf: fc.oneof(
					fc.constantFrom<unknown>(...words, ...HOSTILE_TEXTS),
					fc.constantFrom<unknown>(null, true, 0, -1, 200, 1e308, [], {}),
					fc.string({ unit: 'binary' }),
					fc.double(),
				),
				value: fc.oneof(
					{ maxDepth: 4 },
					tie('leaf'),
					fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value'), {
						maxKeys: 6,
					}),
					fc.array(tie('value'), { maxLength: 3 }),
				),
			}));
			const statuses = fc.constantFrom(...STATUSES);
			fc.assert(
				fc.property(value, statuses, fc.constantFrom(...abouts), (odd, status, about) => {
					const reply = replyWith(status, JSON.stringify(odd) ?? '');
					expectSound(provider, provider.read(reply, about), about);
				}),
				{ numRuns: RUNS },
			);
		});

		it('reads its list of models soundly, whatever comes in its place', () => {
			const { modelList } = provider;
			if (modelList === undefined) return;
			expectOwn(provider, modelList.request);
			expect(modelList.request.method).toBe('GET');
			const list = { data: [{ id: 'google/veo-9', supported_durations: [4], name: 'Veo 9' }] };
			for (const body of [undefined, ...spoiled(list), ...spoiled(list.data)]) {
				for (const { id, name } of modelList.read(body) ?? []) {
					expect([typeof id, id !== '', name === null || typeof name === 'string']).toEqual([
						'string',
						true,
						true,
					]);
				}
			}
		});

		describe('the id of a task', () => {
			it('that a create names is the one that is asked about, and no two are the same', () => {
				const named = replies.flatMap((one) => {
					const reading = readCase(provider, one);
					return reading.says === 'task' && aboutOf(one).asked === 'create'
						? [reading.task.taskId]
						: [];
				});
				const ids = [...new Set([...named, ...checks.map(({ taskId }) => taskId)])];
				expect(named).not.toHaveLength(0);
				for (const id of ids) {
					const request = provider.statusRequest(id);
					const words = decodeURIComponent(JSON.stringify(request));
					expect(words).toContain(id.split('/').at(-1) ?? id);
					const { says, ...rest } = { says: 'status', ...request };
					expect(says && rest.method).toMatch(/^(GET|POST)$/);
				}
			});

			it('stays the one that was asked about, whatever the reply calls it', () => {
				for (const one of all) {
					const about = aboutOf(one);
					if (about.taskId === null) continue;
					const reading = provider.read(replyOf(one), { ...about, taskId: checkedId() });
					if (reading.says === 'task') expect(reading.task.taskId).toBe(checkedId());
				}
			});

			it.each([...HOSTILE_TEXTS, ...ODD_IDS])('%j stays in its place in the address', (id) => {
				const request = provider.statusRequest(id);
				const url = new URL(urlAt(provider, request));
				expect(url.href).toBe(urlAt(provider, request));
				expectOwn(provider, request);
				const [one, other] = ['plainId1', 'plainId2'].map((plain) => {
					const { pathname, searchParams } = new URL(
						urlAt(provider, provider.statusRequest(plain)),
					);
					return { parts: pathname.split('/'), names: [...searchParams.keys()] };
				});
				expect(request.method).toBe(provider.statusRequest('plainId1').method);
				expect([...url.searchParams.keys()]).toEqual(one?.names);
				expect(url.hash).toBe('');
				const isComposite = checks.some(({ taskId }) => taskId.includes('/'));
				if (isComposite && id.includes('/')) return;
				const fixed = one?.parts.map((part, at) => (part === other?.parts[at] ? part : '*'));
				const parts = url.pathname.split('/');
				expect(parts).toHaveLength(fixed?.length ?? 0);
				expect(parts.map((part, at) => (fixed?.[at] === '*' ? '*' : part))).toEqual(fixed);
			});

			/** An id in a form that the provider has. */
			function checkedId(): string {
				return checks.at(-1)?.taskId ?? 'x';
			}
		});

		it('reads the replies to an upload soundly, and takes no other for one', () => {
			const { upload } = provider;
			for (const { file, replies: answers } of cases.uploads ?? []) {
				const notes = [null, ...answers.flatMap(({ note }) => note ?? [])];
				const read = (reply: Reply, note: string | null) => upload?.read(reply, file, note);
				for (const status of STATUSES) {
					for (const [what, text] of repliesWithoutATask([])) {
						for (const note of notes) {
							const reading = read(replyWith(status, text), note);
							expectSoundUpload(provider, reading);
							// The reply to the bytes themselves may hold anything.
							if (note !== null && status < 300) continue;
							expect({ what, status, note, says: reading?.says }).not.toMatchObject({
								says: 'stored',
							});
						}
					}
				}
				for (const one of answers) {
					for (const body of spoiled(one.body)) {
						expectSoundUpload(provider, read(replyOf({ ...one, body }), one.note ?? null));
					}
				}
			}
		});

		it('reads its list of tasks soundly, whatever comes in its place', () => {
			const { list } = provider;
			for (const { query, replies: answers } of cases.lists ?? []) {
				for (const status of STATUSES) {
					for (const [what, text] of repliesWithoutATask([])) {
						const reading = list?.read(replyWith(status, text), query);
						expect({ what, status, says: reading?.says }).not.toMatchObject({ says: 'listed' });
					}
				}
				for (const one of answers) {
					for (const body of spoiled(one.body)) {
						const reading = list?.read(replyOf({ ...one, body }), query);
						if (reading?.says === 'refused') expectWords(reading.code, reading.words);
						if (reading?.says !== 'listed') continue;
						if (reading.cursor !== null && list) {
							expectOwn(provider, list.request({ ...query, cursor: reading.cursor }));
						}
						for (const { taskId, model } of reading.tasks) {
							expect([typeof taskId, taskId !== '', typeof model]).toEqual([
								'string',
								true,
								'string',
							]);
							expectOwn(provider, provider.statusRequest(taskId));
						}
					}
				}
			}
		});

		it('sends nothing anywhere else in its own name, and never a key by itself', () => {
			const requests: ServiceRequest[] = [
				...checks.map(({ taskId }) => provider.statusRequest(taskId)),
				...cases.requests.flatMap((one) => ('spec' in one ? provider.createRequest(one.spec) : [])),
				...all.flatMap((one) => {
					const reading = readCase(provider, one);
					return reading.says === 'further' ? reading.request : [];
				}),
				...(cases.lists ?? []).flatMap(({ query }) => provider.list?.request(query) ?? []),
				...(cases.cancels ?? []).flatMap(({ taskId }) => cancelOf(provider, taskId) ?? []),
				...(cases.uploads ?? []).flatMap(({ file }) => provider.upload?.request(file) ?? []),
			];
			for (const request of requests) expectOwn(provider, request);
			for (const one of files) {
				const task = {
					...blankTask(provider.name, 'x'),
					status: 'completed',
					...one.fields,
				} as const;
				for (const file of provider.files(task)) expectOwnFile(provider, file);
			}
		});
	},
);

/** Everything that a reply may be an answer to. */
function allAbouts(cases: readonly ReplyCase[]): About[] {
	const asked: readonly Asked[] = [...new Set(cases.map((one) => aboutOf(one).asked))];
	const notes = [null, ...new Set(cases.flatMap(({ note }) => note ?? []))];
	const taskId = cases.flatMap((one) => one.taskId ?? []).at(-1) ?? 'x';
	return asked.flatMap((what) =>
		(what === 'create' ? [null] : notes).map((note) => ({
			asked: what,
			taskId: what === 'create' ? null : taskId,
			receivedAt: 0,
			note,
		})),
	);
}

/** All that the rest of the package relies on. */
function expectSound(provider: Provider, reading: Reading, about: About): void {
	if (reading.says === 'further') {
		if (about.asked === 'create') expect(reading).toBe('no further request after a create');
		return expectOwn(provider, reading.request);
	}
	if (reading.says === 'refused') {
		if (!Object.hasOwn(REFUSALS, reading.why)) expect(reading).toBe('a known reason');
		return expectWords(reading.code, reading.words);
	}
	if (reading.says === 'nothing') return;
	const { task, trouble } = reading;
	const isText = (value: unknown) => value === null || typeof value === 'string';
	const isTime = (value: string | null) =>
		value === null || new Date(value).toISOString() === value;
	const isRight =
		['queued', 'running', 'completed', 'failed'].includes(task.status) &&
		[task.model, task.resolution, task.aspectRatio].every(isText) &&
		[task.createdAt, task.completedAt, ...task.videos.map(({ expiresAt }) => expiresAt)].every(
			isTime,
		) &&
		(task.progress === null || (task.progress >= 0 && task.progress <= 100)) &&
		(task.durationSeconds === null || Number.isFinite(task.durationSeconds)) &&
		(task.cost === null || (task.cost.amount >= 0 && typeof task.cost.unit === 'string')) &&
		task.provider === provider.name &&
		typeof task.taskId === 'string' &&
		task.taskId !== '' &&
		(about.taskId === null || task.taskId === about.taskId) &&
		(task.failure !== null) === (task.status === 'failed') &&
		task.videoUrl === (task.videos[0]?.url ?? null) &&
		(about.asked === 'create' || trouble === null);
	if (!isRight) expect({ about, task, trouble }).toBe('a sound task');
	expectWords(task.failure?.code ?? null, task.failure?.message ?? null);
	for (const { url } of task.videos) {
		// A bucket's link is for people; `files` says where its video lies.
		if (url !== null && !url.startsWith('gs://')) expectOwn(provider, { link: url });
	}
	for (const file of provider.files(task)) expectOwnFile(provider, file);
}

function expectSoundUpload(provider: Provider, reading: Reading | Stored | undefined): void {
	if (reading?.says === 'stored') return expectOwn(provider, { link: reading.link });
	if (reading?.says === 'further') return expectOwn(provider, reading.request);
	expect(['refused', 'nothing']).toContain(reading?.says);
	if (reading?.says === 'refused') expectWords(reading.code, reading.words);
}

function expectWords(code: unknown, words: unknown): void {
	for (const text of [code, words]) {
		if (text === null) continue;
		if (typeof text !== 'string' || text.length > 300) expect(text).toBe('short words, or null');
	}
}

const KEY_FILE = keyFileOf(makeServiceAccount(), `${BASE}/token`);

/** The provider's own origins, as a credential without a word of its own has them. */
function originsOf({ origins, account }: Provider): Origins {
	const base = `${BASE}/gateway`;
	const read = account?.({ serviceAccountKey: KEY_FILE }, base);
	return read?.type === 'ok' ? read.value.origins : { ...origins, base };
}

function urlAt(provider: Provider, address: Address): string {
	return urlOf(originsOf(provider), address);
}

/** A path stays on the provider's own origins; a link is one that may be followed, without a user name. */
function expectOwn(provider: Provider, address: Address & Partial<ServiceRequest>): void {
	const origins = originsOf(provider);
	const url = new URL(urlOf(origins, address));
	if (url.username !== '' || url.password !== '' || !/^https?:$/.test(url.protocol)) {
		expect(address).toBe('an address that may be followed');
	}
	for (const name of Object.keys(address.headers ?? {})) {
		expect(name).not.toMatch(/authorization|cookie|key|token/i);
	}
	if ('link' in address) return;
	const own = Object.values(origins).map((origin) => new URL(origin).origin);
	if (!own.includes(url.origin) || !Object.hasOwn(origins, address.at ?? 'base')) {
		expect(address).toBe("an address on the provider's own origins");
	}
	if (!address.path.startsWith('/') || address.path.startsWith('//')) {
		expect(address).toBe('a path');
	}
}

/** A file that is gone lies nowhere: a sentence says why. */
function expectOwnFile(provider: Provider, file: VideoFile): void {
	if ('gone' in file) expect(file.gone).toMatch(/^\S.{20,}\.$/);
	else expectOwn(provider, 'inReplyTo' in file ? file.inReplyTo : file);
}

function isSame(word: string, other: string): boolean {
	return word.toLowerCase() === other.toLowerCase();
}

/** The provider's words in a reading: why a task failed, or why it says no. */
function wordsOf({ reading }: Pick<ReplyCase, 'reading'>): string | null {
	if (reading.says === 'refused') return reading.words;
	if (reading.says !== 'task') return null;
	return reading.trouble?.words ?? reading.task.failure?.message ?? null;
}

/** Every name and every text in a reply. */
function* textsIn(value: unknown): Generator<string> {
	if (typeof value === 'string') yield value;
	if (typeof value !== 'object' || value === null) return;
	for (const [key, part] of Object.entries(value)) {
		yield key;
		yield* textsIn(part);
	}
}
