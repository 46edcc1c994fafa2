/** Provider × mode × form of the image, through the node to the sandbox: made, refused by rule, or not offered. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { modelOfTier, tiersOf } from '../../nodes/VeoVideo/providers/rules/models';
import {
	formsIn,
	lineOf,
	linesOf,
	videoFormsIn,
} from '../../nodes/VeoVideo/providers/rules/offers';
import { MODE_NAMES } from '../../nodes/VeoVideo/providers/words';
import type { ImageForm, InputMode } from '../../nodes/VeoVideo/terms/spec';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.mts';
import { type FileStore, openFileStore } from '../files/fileStore.mts';
import { runNode } from '../nodes/nodeRun.mts';
import { PNG } from '../nodes/pictures.mts';
import { type LocalServer, startServer } from '../transport/localServer.mts';
import { casesOf } from './allCases.mts';
import { credentialsAt } from './playCase.mts';

let sandbox: Sandbox;
/** Links to files are of n8n's own store. */
let store: FileStore;
/** Has the picture, for who loads it from its link. */
let pictures: LocalServer;
const results = new Map<string, string>();

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0.5 });
	store = await openFileStore();
	pictures = await startServer();
	pictures.answer = (_request, response) => {
		response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
	};
});
afterAll(async () => {
	await sandbox.close();
	await pictures.close();
	await store.close();
	printMatrix();
});

const MODES = Object.keys(MODE_NAMES) as InputMode[];

/** How a person can give an image, and the form in which it then reaches the provider. */
const GIVEN: Array<{ given: string; form: ImageForm; text: string; isBinary?: true }> = [
	{ given: 'link', form: 'url', text: '' },
	{ given: 'data URI', form: 'bytes', text: `data:image/png;base64,${PNG.toString('base64')}` },
	{ given: 'base64', form: 'bytes', text: PNG.toString('base64') },
	{ given: 'file', form: 'bytes', text: 'photo', isBinary: true },
];
const SOURCE = 'https://example.com/source.mp4';
const NONE = { given: 'none', form: 'url', text: '' } as const;

/** The best model that takes the mode. */
function modelFor(provider: Provider, mode: InputMode): string {
	const ids = tiersOf(provider).map((tier) => modelOfTier(provider, tier, undefined)?.id ?? '');
	return ids.find((id) => lineOf(provider, id, mode) !== undefined) ?? ids[0] ?? '';
}

/** A video to extend: a link, or a task of the provider's own. */
async function videoFor(provider: Provider, mode: InputMode): Promise<string> {
	const forms = videoFormsIn(linesOf(provider, mode));
	if (forms.includes('bucket')) return 'gs://my-bucket/source.mp4';
	if (mode !== 'video' || !forms.includes('taskId')) return SOURCE;
	const { items } = await run(provider, parametersOf(provider, 'text', NONE, 'A source', ''));
	return String(items[0]?.json.taskId);
}

function parametersOf(
	provider: Provider,
	inputMode: InputMode,
	{ given, text: own, isBinary }: { given: string; text: string; isBinary?: true },
	prompt: string,
	video: string,
): INodeParameters {
	const text = given === 'link' ? `${pictures.url}/image.png` : own;
	return {
		provider: provider.name,
		operation: 'generate',
		inputMode,
		model: { __rl: true, mode: 'id', value: modelFor(provider, inputMode) },
		prompt,
		imageInput: isBinary ? 'binary' : 'url',
		image: text,
		lastImage: text,
		referenceImages: { values: [{ image: text }, { image: text }] },
		video,
		options: { pollInterval: 1 },
	};
}

async function run(provider: Provider, parameters: INodeParameters) {
	return await runNode({
		parameters,
		items: [{ json: {}, binary: { photo: await store.keep(PNG, 'image/png') } }],
		credentials: credentialsAt(sandbox, casesOf(provider)),
	});
}

const ROWS = PROVIDERS.flatMap((provider) =>
	MODES.flatMap((mode) =>
		(mode === 'text' || mode === 'video' ? [NONE] : GIVEN).map((image) => ({
			provider,
			mode,
			image,
			title: `${provider.displayName}, ${MODE_NAMES[mode]}, image: ${image.given}`,
		})),
	),
);

describe('every provider, mode and form of image', () => {
	it.concurrent.each(ROWS.map((row) => [row.title, row] as const))(
		'%s',
		async (title, { provider, mode, image }) => {
			const lines = linesOf(provider, mode);
			const forms = formsIn(lines);
			const isAllowed = lines.length > 0 && (image === NONE || forms.includes(image.form));
			const parameters = parametersOf(
				provider,
				mode,
				image,
				title,
				lines.length > 0 ? await videoFor(provider, mode) : SOURCE,
			);
			if (isAllowed) {
				const { items } = await run(provider, parameters);
				expect(items[0]?.json).toMatchObject({ status: 'completed', provider: provider.name });
				expect(items[0]?.binary?.data?.bytes).toBe(sandbox.videoBytes);
				results.set(title, 'sent');
				return;
			}
			await expect(run(provider, parameters)).rejects.toMatchObject({
				context: { itemIndex: 0 },
				description: expect.stringMatching(/Set|Enter|Put/),
			});
			expect(sandbox.created.some((task) => task.prompt === title)).toBe(false);
			results.set(title, lines.length === 0 ? 'not offered' : 'refused by rule');
		},
	);
});

function printMatrix(): void {
	const rows = PROVIDERS.map((provider) => [
		provider.displayName,
		...MODES.map((mode) => {
			const words = ROWS.filter((row) => row.provider === provider && row.mode === mode).map(
				(row) => [row.image.given, results.get(row.title) ?? 'failed'] as const,
			);
			const distinct = new Set(words.map(([, word]) => word));
			return distinct.size === 1
				? [...distinct].join('')
				: words.map(([given, word]) => `${given}: ${word}`).join(', ');
		}),
	]);
	const lines = [['Provider', ...MODES.map((mode) => MODE_NAMES[mode])], ...rows];
	process.stdout.write(`\n${lines.map((line) => line.join(' | ')).join('\n')}\n\n`);
}
