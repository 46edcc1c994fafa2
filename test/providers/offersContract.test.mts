/** What every line of a provider's offers has to keep: whatever it allows makes a request, and whatever it does not is refused. */

import { describe, expect, it } from '@jest/globals';

import type { Offer, Provider, VideoOption } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { findProblem } from '../../nodes/VeoVideo/providers/rules/check';
import { everyFamily } from '../../nodes/VeoVideo/providers/rules/families';
import { formsIn, lineOf, optionsIn, union } from '../../nodes/VeoVideo/providers/rules/offers';
import { MODE_NAMES } from '../../nodes/VeoVideo/providers/words';
import type {
	ImageForm,
	InputMode,
	OptionValue,
	SourceImage,
	VideoSpec,
} from '../../nodes/VeoVideo/terms/spec';
import { PNG } from '../nodes/pictures.mts';

const MODES = Object.keys(MODE_NAMES) as InputMode[];
const FORMS: readonly ImageForm[] = ['url', 'bytes'];

/** A model in a mode, and the line that binds it there. */
interface Bound {
	line: Offer;
	mode: InputMode;
	model: string;
	/** The video that is continued, as the provider takes it. */
	video: string;
}

function boundIn(provider: Provider): Bound[] {
	const ids = provider.models.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
	return MODES.flatMap((mode) =>
		ids.flatMap((model) => {
			const line = lineOf(provider, model, mode);
			if (line === undefined) return [];
			const ways = VIDEOS.map((video) => ({ line, mode, model, video }));
			const [first] = ways.filter((one) => findProblem(provider, specOf(one)) === null);
			return first ?? ways.slice(0, 1);
		}),
	);
}

function imageAs(form: ImageForm, bytes: Buffer = PNG): SourceImage {
	return form === 'url'
		? { type: 'url', url: `https://example.com/${bytes.length}.png` }
		: { type: 'bytes', bytes, mimeType: 'image/png', fileName: 'image.png', given: 'file' };
}

/** Ways to name the video that is continued; each provider takes one of them. */
const VIDEOS = ['https://example.com/source.mp4', 'gs://bucket/source.mp4', 'task_1'];

/** The least that the mode needs. */
function specOf({ line, mode, model, video }: Bound, form?: ImageForm, count?: number): VideoSpec {
	const image = imageAs(form ?? line.images?.forms[0] ?? 'url');
	const least = count ?? line.images?.count?.[0] ?? 1;
	return {
		inputMode: mode,
		model,
		prompt: 'A lion',
		options: {},
		...((mode === 'image' || mode === 'frames') && { image }),
		...(mode === 'frames' && { lastImage: image }),
		...(mode === 'references' && { referenceImages: Array.from({ length: least }, () => image) }),
		...(mode === 'video' && { video }),
	};
}

/** The images of the least spec, in this form. */
function imagesOf(one: Bound, form?: ImageForm, count?: number): Partial<VideoSpec> {
	const { image, lastImage, referenceImages } = specOf(one, form, count);
	return {
		...(image && { image }),
		...(lastImage && { lastImage }),
		...(referenceImages && { referenceImages }),
	};
}

/** The spec over and over, each time with one of its images turned into another. */
function changesOf(spec: VideoSpec, form: ImageForm): VideoSpec[] {
	const { image, lastImage, referenceImages = [] } = spec;
	const other = imageAs(form, Buffer.concat([PNG, PNG]));
	return [
		...(image ? [{ ...spec, image: other }] : []),
		...(lastImage ? [{ ...spec, lastImage: other }] : []),
		...referenceImages.map((_, at) => ({
			...spec,
			referenceImages: referenceImages.map((one, index) => (index === at ? other : one)),
		})),
	];
}

/** Every combination of what the line lists, with each choice left at its default as well. */
function combinationsOf(bound: Bound): VideoSpec[] {
	const { line, mode } = bound;
	const forms = mode === 'text' || mode === 'video' ? [undefined] : (line.images?.forms ?? []);
	return forms.flatMap((form) =>
		[undefined, ...line.durations].flatMap((durationSeconds) =>
			[undefined, ...line.resolutions].flatMap((resolution) =>
				[undefined, ...line.aspectRatios].map((aspectRatio) => ({
					...specOf(bound, form),
					...(durationSeconds !== undefined && { durationSeconds }),
					...(resolution !== undefined && { resolution }),
					...(aspectRatio !== undefined && { aspectRatio }),
				})),
			),
		),
	);
}

const asText = (provider: Provider, spec: VideoSpec) =>
	JSON.stringify(provider.createRequest(spec));

/** Values of an option that are allowed, and values that are not. */
function valuesOf({ kind, values, least = 0, most = least + 1, preset }: VideoOption): {
	allowed: OptionValue[];
	refused: OptionValue[];
} {
	if (kind === 'number') {
		return { allowed: [least, most], refused: [least - 1, most + 1, least + 0.5] };
	}
	if (kind === 'text') return { allowed: [`${preset}blur`], refused: [] };
	const all: readonly OptionValue[] = kind === 'switch' ? [true, false] : [...(values ?? []), 'x'];
	const allowed = all.filter((value) => values?.includes(value) ?? true);
	return { allowed, refused: all.filter((value) => !allowed.includes(value)) };
}

describe.each(
	PROVIDERS.flatMap(everyFamily).map(
		(provider) => [`${provider.displayName}, ${provider.documentation}`, provider] as const,
	),
)('%s', (_name, provider) => {
	const bound = boundIn(provider);
	const accepted = (spec: VideoSpec) => findProblem(provider, spec) === null;
	const expectRefused = (spec: VideoSpec) => {
		const problem = findProblem(provider, spec);
		expect({ spec, message: problem?.message }).toEqual({ spec, message: expect.any(String) });
		expect(problem?.description).toMatch(/\S.{9}/);
	};

	it('every line binds some model in each of its modes', () => {
		const dead = provider.offers.flatMap((line) =>
			line.modes.filter((mode) => !bound.some((one) => one.line === line && one.mode === mode)),
		);
		expect(dead).toEqual([]);
	});

	it('every model has a line', () => {
		const ids = provider.models.map(({ id }) => id);
		expect(ids.filter((id) => !bound.some(({ model }) => model === id))).toEqual([]);
	});

	it('a mode with images takes some form of them', () => {
		const without = bound.filter(
			({ line, mode }) =>
				mode !== 'text' && mode !== 'video' && (line.images?.forms ?? []).length === 0,
		);
		expect(without).toEqual([]);
	});

	it('every value of a line makes a request of its own', () => {
		const lists = {
			durationSeconds: 'durations',
			resolution: 'resolutions',
			aspectRatio: 'aspectRatios',
		} as const;
		for (const line of provider.offers) {
			for (const mode of line.modes) {
				const fits = bound.filter((one) => one.line === line && one.mode === mode);
				const specs = fits.flatMap((one) => combinationsOf(one).filter(accepted));
				for (const spec of specs) expect(() => provider.createRequest(spec)).not.toThrow();
				for (const [choice, list] of Object.entries(lists)) {
					const key = choice as keyof typeof lists;
					const requests = line[list].map((value) => {
						const spec = specs.find((one) => one[key] === value);
						expect({ mode, key, value, isAccepted: spec !== undefined }).toMatchObject({
							isAccepted: true,
						});
						return asText(provider, spec ?? specOf({ line, mode, model: '', video: '' }));
					});
					expect(new Set(requests).size).toBe(requests.length);
				}
				for (const { model } of fits) {
					expect(specs.some((spec) => spec.model === model)).toBe(true);
				}
			}
		}
	});

	it('a value outside of its line is refused', () => {
		for (const one of bound) {
			const spec = combinationsOf(one).find(accepted) ?? specOf(one);
			const { line } = one;
			const outside = <T,>(all: readonly T[], list: readonly T[]) =>
				all.filter((value) => !list.includes(value));
			const all = PROVIDERS.flatMap(({ offers }) => offers);
			for (const durationSeconds of outside(
				[...union(all, ({ durations }) => durations), 0, 5.5, 99],
				line.durations,
			)) {
				expectRefused({ ...spec, durationSeconds });
			}
			for (const resolution of outside<string>(
				[...union(all, ({ resolutions }) => resolutions), '1440p', '4K ', ''],
				line.resolutions,
			)) {
				expectRefused({ ...spec, resolution });
			}
			for (const aspectRatio of outside<string>(
				[...union(all, ({ aspectRatios }) => aspectRatios), '7:3', ''],
				line.aspectRatios,
			)) {
				expectRefused({ ...spec, aspectRatio });
			}
		}
	});

	it('a mode that no line has for the model is refused', () => {
		for (const { id } of provider.models) {
			for (const mode of MODES) {
				if (lineOf(provider, id, mode) !== undefined) continue;
				const line = provider.offers.find(({ modes }) => modes.includes(mode));
				const [video = ''] = VIDEOS;
				expectRefused(specOf({ line: line ?? provider.offers[0], mode, model: id, video }));
			}
		}
	});

	it('an image in a form that the line does not take is refused', () => {
		for (const one of bound) {
			if (one.line.images === undefined || one.mode === 'text' || one.mode === 'video') continue;
			const { maxBytes, count } = one.line.images;
			const forms = formsIn([one.line]);
			for (const form of FORMS.filter((other) => !forms.includes(other))) {
				expectRefused(specOf(one, form));
			}
			const spec = specOf(one, 'bytes');
			if (forms.includes('bytes') && maxBytes !== undefined && one.mode === 'image') {
				const image = imageAs('bytes', Buffer.alloc(maxBytes + 1));
				expectRefused({ ...spec, image });
			}
			if (one.mode !== 'references' || count === undefined) continue;
			const [least, most] = count;
			for (const wrong of [least - 1, most + 1]) expectRefused(specOf(one, undefined, wrong));
			const requests = Array.from({ length: most - least + 1 }, (_, more) => {
				const fitting = specOf(one, undefined, least + more);
				expect(findProblem(provider, fitting)).toBeNull();
				return asText(provider, fitting);
			});
			expect(new Set(requests).size).toBe(requests.length);
		}
	});

	it('every image, in every form of its line, is in the request, and so are prompt, model and video', () => {
		for (const one of bound) {
			const inMode = one.mode !== 'text' && one.mode !== 'video';
			for (const form of inMode ? (one.line.images?.forms ?? []) : [undefined]) {
				const most = one.line.images?.count?.[1];
				const spec = combinationsOf(one).find(accepted) ?? specOf(one);
				const whole = { ...spec, ...imagesOf(one, form, most) };
				const changed = [
					{ ...whole, prompt: 'A tiger' },
					{ ...whole, model: `${one.model}-2` },
					...(whole.video === undefined ? [] : [{ ...whole, video: `${whole.video}?2` }]),
					...changesOf(whole, form ?? 'url'),
				];
				const requests = [whole, ...changed].map((each) => asText(provider, each));
				expect(new Set(requests).size).toBe(requests.length);
			}
		}
	});

	it('every option of a line is sent, and none that it lacks', () => {
		const all = optionsIn(PROVIDERS.flatMap(({ offers }) => offers));
		for (const one of bound) {
			const spec = combinationsOf(one).find(accepted) ?? specOf(one);
			for (const option of one.line.options) {
				const { allowed, refused } = valuesOf(option);
				const requests = allowed.map((value) => {
					const options = { [option.name]: value };
					const problem = findProblem(provider, { ...spec, options });
					expect({ option: option.name, value, problem }).toMatchObject({ problem: null });
					return asText(provider, { ...spec, options });
				});
				expect(new Set(requests).size).toBe(requests.length);
				// A default that is sent all the same looks like the value that it is.
				const others = requests.filter((_, at) => allowed[at] !== option.preset);
				expect(others).not.toContain(asText(provider, spec));
				for (const value of refused) {
					expectRefused({ ...spec, options: { [option.name]: value } });
				}
			}
			for (const { name, preset } of all) {
				if (one.line.options.some((option) => option.name === name)) continue;
				expectRefused({ ...spec, options: { [name]: preset } });
			}
		}
	});

	it('the switch for sound is in the request where the line has one', () => {
		for (const one of bound.filter(({ line }) => line.soundSwitch)) {
			const spec = combinationsOf(one).find(accepted) ?? specOf(one);
			const [on, off] = [true, false].map((generateAudio) =>
				asText(provider, { ...spec, generateAudio }),
			);
			expect(on).not.toBe(off);
		}
	});

	it('the prompt may be left out only where the line says so', () => {
		for (const one of bound) {
			const spec = { ...specOf(one), prompt: ' ' };
			if (one.line.promptOptional) expect(findProblem(provider, spec)).toBeNull();
			else expectRefused(spec);
		}
	});
});
