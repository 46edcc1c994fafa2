/** Mistakes that people make: each is refused before it costs anything, with words that help. */

import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { NO_PICTURES, PNG } from './pictures.mts';
import { useStand, type Operation } from './stand.mts';

const stand = useStand();

interface Mistake {
	what: string;
	parameters?: INodeParameters;
	options?: IDataObject;
	binary?: Record<string, { data: string; mimeType: string }>;
	/** What the message says is wrong. */
	message: RegExp;
	/** What the description says to do. */
	advice: RegExp;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const inField = (bytes: Buffer) => ({ data: bytes.toString('base64'), mimeType: 'image/png' });
const WITH_FIELD = { inputMode: 'image', imageInput: 'binary', image: 'photo' };

/** With a fixed provider n8n itself drops an option that the editor hides; with an expression it cannot. */
const ANY_PROVIDER = { provider: 'hingNet' };

const MISTAKES: Mistake[] = [
	{
		what: 'an empty prompt',
		parameters: { prompt: '' },
		message: /prompt is empty/,
		advice: /"Prompt"/,
	},
	{
		what: 'a prompt of spaces',
		parameters: { prompt: ' \n\t' },
		message: /prompt is empty/,
		advice: /"Prompt"/,
	},
	{
		what: 'a prompt from a field that is not there',
		parameters: { prompt: '={{ $json.nowhere }}' },
		message: /prompt is empty/,
		advice: /"Prompt"/,
	},
	{
		what: 'an empty model',
		parameters: { model: byId('') },
		message: /model is missing/,
		advice: /model/,
	},
	{
		what: 'a model of spaces',
		parameters: { model: byId('  ') },
		message: /model is missing/,
		advice: /model/,
	},
	{
		what: 'a whole prompt in place of a model',
		parameters: { model: byId('x'.repeat(2001)) },
		message: /too long/,
		advice: /model/,
	},
	{
		what: 'a provider that does not exist',
		parameters: { provider: 'openAi' },
		message: /no provider "openAi"/,
		advice: /hingNet/,
	},
	{
		what: 'no provider at all',
		parameters: { provider: '={{ $json.nowhere }}' },
		message: /no provider ""/,
		advice: /hingNet/,
	},
	{
		what: 'a provider by the name of a method',
		parameters: { provider: 'constructor' },
		message: /no provider "constructor"/,
		advice: /hingNet/,
	},
	{
		what: 'an input that does not exist',
		parameters: { inputMode: 'audio' },
		message: /no input "audio"/,
		advice: /text, image/,
	},
	{
		what: 'an input by the name of a method',
		parameters: { inputMode: 'toString' },
		message: /no input "toString"/,
		advice: /text, image/,
	},
	{
		what: 'an input that the provider lacks',
		parameters: { inputMode: 'video', video: 'https://a.example/1.mp4' },
		message: /HingNet cannot make videos from the input/,
		advice: /Text, First Frame, First and Last Frame or Reference Images/,
	},
	{
		what: 'reference images of which none is filled in',
		parameters: { inputMode: 'references', referenceImages: { values: [{ image: ' ' }] } },
		message: /no reference images/,
		advice: /at least one/,
	},
	{
		what: 'additional fields that are no JSON',
		options: { additionalFields: '{seed: 7}' },
		message: /"Additional Fields \(JSON\)" is not a JSON object/,
		advice: /\{seed: 7\}.*in double quotes/,
	},
	{
		what: 'additional fields in a list',
		options: { additionalFields: ['seed'] },
		message: /"Additional Fields \(JSON\)" is not a JSON object/,
		advice: /names and values in braces/,
	},
	{
		what: 'a duration between those that there are',
		parameters: { duration: 5 },
		message: /duration of 5 seconds/,
		advice: /4 seconds, 6 seconds or 8 seconds, or to "Default"/,
	},
	{
		what: 'a duration in words',
		parameters: { duration: 'six' },
		message: /"Duration" must be a number/,
		advice: /six/,
	},
	{
		what: 'a negative duration',
		parameters: { duration: -6 },
		message: /"Duration" must be a number/,
		advice: /-6/,
	},
	{
		what: '1080p with 6 seconds',
		parameters: { resolution: '1080p', duration: 6 },
		message: /1080p.*6 seconds/,
		advice: /Set Duration to 8 seconds/,
	},
	{
		what: '1080p with the default duration',
		parameters: { resolution: '1080p', duration: 'default' },
		message: /(?=.*1080p)(?=.*6 seconds)(?=.*default)/,
		advice: /Set Duration to 8 seconds/,
	},
	{
		what: 'a resolution that the provider lacks',
		parameters: { resolution: '4k' },
		message: /resolution of 4k/,
		advice: /720p or 1080p/,
	},
	{
		what: 'an aspect ratio that the provider lacks',
		parameters: { aspectRatio: '4:3' },
		message: /aspect ratio of 4:3/,
		advice: /16:9 or 9:16/,
	},
	{
		what: 'an empty image',
		parameters: { inputMode: 'image', imageInput: 'url', image: '' },
		message: /"First Frame" is empty/,
		advice: /link/,
	},
	{
		what: 'a first frame without a last',
		parameters: { inputMode: 'frames', image: 'https://a.example/1.png', lastImage: '' },
		message: /"Last Frame" is empty/,
		advice: /link/,
	},
	{
		what: 'broken base64',
		parameters: { inputMode: 'image', image: 'data:image/png;base64,@@@' },
		message: /The text in "First Frame" is not an image/,
		advice: /File From Previous Node/,
	},
	{
		what: 'a binary field that is not there',
		parameters: { ...WITH_FIELD, image: 'data' },
		binary: { photo: inField(PNG) },
		message: /no binary field "data"/,
		advice: /photo/,
	},
	{
		what: 'an item without files',
		parameters: WITH_FIELD,
		message: /no binary field "photo"/,
		advice: /no files at all/,
	},
	...NO_PICTURES.map(([what, bytes]) => ({
		what: `${what} in place of an image`,
		parameters: WITH_FIELD,
		binary: { photo: inField(bytes) },
		message: /"photo" holds no image/,
		advice: /PNG, JPEG/,
	})),
	{
		what: 'a file as last frame, which HingNet takes as a link only',
		parameters: { inputMode: 'frames', imageInput: 'binary', image: 'photo', lastImage: 'photo' },
		binary: { photo: inField(PNG) },
		message: /only by a link/,
		advice: /link that begins with https/,
	},
	{
		what: 'a seed, which HingNet does not know',
		parameters: ANY_PROVIDER,
		options: { seed: 1 },
		message: /HingNet knows no "Seed"/,
		advice: /Remove the option "Seed"/,
	},
	{
		what: 'several videos at HingNet',
		parameters: ANY_PROVIDER,
		options: { sampleCount: 2 },
		message: /HingNet knows no "Number of Videos"/,
		advice: /Remove/,
	},
	{
		what: 'a negative prompt at HingNet',
		parameters: ANY_PROVIDER,
		options: { negativePrompt: 'blur' },
		message: /HingNet knows no "Negative Prompt"/,
		advice: /Remove/,
	},
	{
		what: 'a seed in words',
		parameters: ANY_PROVIDER,
		options: { seed: 'abc' },
		message: /"Seed" must be a number/,
		advice: /abc/,
	},
	{
		what: 'no requests at a time',
		options: { maxConcurrency: 0 },
		message: /"Parallel Requests" must be a number from 1/,
		advice: /It is 0/,
	},
];

/** The editor offers these only where something is waited for. */
const WAITING_MISTAKES: Mistake[] = [
	{
		what: 'a poll interval of 0',
		options: { pollInterval: 0 },
		message: /"Check Interval \(Seconds\)" must be a number from 1/,
		advice: /It is 0/,
	},
	{
		what: 'a poll interval in words',
		options: { pollInterval: 'often' },
		message: /"Check Interval \(Seconds\)" must be a number/,
		advice: /often/,
	},
	{
		what: 'an empty poll interval',
		options: { pollInterval: '' },
		message: /"Check Interval \(Seconds\)" must be a number/,
		advice: /number/,
	},
	{
		what: 'a wait of nothing',
		options: { waitTimeout: 0 },
		message: /"Maximum Wait \(Seconds\)" must be a number from 1/,
		advice: /It is 0/,
	},
	{
		what: 'a wait that is no number',
		options: { waitTimeout: NaN },
		message: /"Maximum Wait \(Seconds\)" must be a number/,
		advice: /number/,
	},
];

describe.each([
	['create', MISTAKES],
	['generate', [...MISTAKES, ...WAITING_MISTAKES]],
] as Array<[Operation, Mistake[]]>)('%s refuses', (operation, mistakes) => {
	it.each(mistakes)('$what', async ({ parameters, options, binary, message, advice }) => {
		const good = { json: { prompt: 'A lion' } };
		const error = await stand.failure(operation, {
			items: [good, { ...good, ...(binary && { binary }) }],
			parameters: onlyFor(1, parameters),
			options: onlyFor(1, { ...options }),
			onError: 'stopWorkflow',
		});
		expect(error.message).toMatch(message);
		expect(error.message).toContain('[item 1]');
		expect(error.context.itemIndex).toBe(1);
		expect(error.description).toMatch(advice);
		expect(stand.sent()).toEqual([]);
	});
});

/** The values for one item; the others have what a small complete order has. */
function onlyFor<T extends IDataObject | INodeParameters>(item: number, values: T = {} as T): T {
	const sound: Record<string, unknown> = {
		prompt: 'A lion',
		provider: 'hingNet',
		inputMode: 'text',
		model: 'veo-3.1-fast-generate-preview',
		pollInterval: 1,
		waitTimeout: 60,
		maxConcurrency: 5,
	};
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const text = typeof value === 'string' && value.startsWith('=');
			const wrong = text
				? String(value).slice(3, -2).trim()
				: Number.isNaN(value)
					? 'NaN'
					: JSON.stringify(value);
			const right = sound[name] === undefined ? 'undefined' : JSON.stringify(sound[name]);
			return [name, `={{ $itemIndex === ${item} ? (${wrong}) : ${right} }}`];
		}),
	) as T;
}

describe('a credential that cannot be used', () => {
	it.each([
		['', /Base URL .* is empty/],
		['models.hingnet.com.cn', /Base URL .* is not a web address/],
		['https://', /Base URL .* is not a web address/],
		['https://me:secret@models.hingnet.com.cn', /Base URL .* user name/],
		['https://models.hingnet.com.cn?x=1', /Base URL .* query/],
	])('base URL %p', async (baseUrl, message) => {
		for (const operation of ['create', 'generate', 'get', 'download'] as const) {
			const error = await stand.failure(operation, {
				items: [{ json: { taskId: 'video_1' } }],
				credentials: stand.credentials({ baseUrl }),
			});
			expect(error.message).toMatch(message);
			expect(error.message).not.toContain('secret');
			expect(error.description).toContain('Open the credential');
		}
	});

	it('that is not chosen at all', async () => {
		const error = await stand.failure('create', { credentials: {} });
		expect(error.message).toMatch(/credential/i);
	});
});

it('an operation that does not exist is named', async () => {
	const error = await stand.failure('create', { parameters: { operation: 'remove' } });
	expect(error.message).toContain('"remove"');
	expect(error.description).toContain('generate');
});

it('what the editor hides for a provider is not sent: it may be left over from another one', async () => {
	await stand.run('create', {
		parameters: { generateAudio: false, taskId: 'left over', video: 'left over' },
		options: { seed: 7, negativePrompt: 'blur', sampleCount: 4, personGeneration: 'allow_all' },
	});
	expect(stand.sent()[0]?.body).toEqual({
		model: 'veo-3.1-fast-generate-preview',
		prompt: 'A lion at sunset',
	});
});
