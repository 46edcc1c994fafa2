// Replicate's Veo models: what each takes as input, as its schema has it.
import * as z from 'zod';

import { isHttpUrl, looksLikeImage, readImageText } from '../../images.mts';
import { check, text, type Checked } from '../../schema.mts';
import type { Desk } from '../dialect.mts';
import { fileAt } from './files.mts';

const file = z.string();

const LITE = z.looseObject({
	prompt: text,
	image: file.optional(),
	last_frame: file.optional(),
	aspect_ratio: z.enum(['16:9', '9:16']).default('16:9'),
	duration: z.literal([4, 6, 8]).default(8),
	resolution: z.enum(['720p', '1080p']).default('720p'),
});

/** References are new at the fast model; an older schema of it lacks them. */
const STANDARD = LITE.extend({
	resolution: z.enum(['720p', '1080p']).default('1080p'),
	reference_images: z.array(file).max(3).default([]),
	negative_prompt: z.string().optional(),
	generate_audio: z.boolean().default(true),
	seed: z.int().optional(),
});

/** By name; the schema of Lite is not known in full. Fields that a schema does not have are passed over. */
export const MODELS: ReadonlyMap<string, typeof LITE | typeof STANDARD> = new Map<
	string,
	typeof LITE | typeof STANDARD
>([
	['google/veo-3.1', STANDARD],
	['google/veo-3.1-fast', STANDARD],
	['google/veo-3.1-lite', LITE],
]);

type Input = Readonly<Record<string, unknown>>;

/** What is wrong with the input, and where. */
export type InputProblem = { field: string; description: string } | null;

/** Rules that stand in the schemas' texts; that they refuse a create at once is assumed. */
function ruleBroken(input: Input): InputProblem {
	const references: unknown[] = Array.isArray(input.reference_images) ? input.reference_images : [];
	if (references.length > 0 && input.aspect_ratio !== '16:9') {
		return { field: 'aspect_ratio', description: 'must be 16:9 with reference_images' };
	}
	if (references.length > 0 && input.duration !== 8) {
		return { field: 'duration', description: 'must be 8 with reference_images' };
	}
	return null;
}

function liteRuleBroken({ resolution, duration }: Input): InputProblem {
	return resolution === '1080p' && duration !== 8
		? { field: 'duration', description: 'must be 8 at 1080p' }
		: null;
}

function filesOf({ image, last_frame, reference_images }: Input): Array<[string, unknown]> {
	const references: unknown[] = Array.isArray(reference_images) ? reference_images : [];
	return [
		['image', image],
		['last_frame', last_frame],
		...references.map((one, index): [string, unknown] => [`reference_images.${index}`, one]),
	];
}

function isUsable(value: string, desk: Desk): boolean {
	if (/^data:/i.test(value)) return readImageText(value) === 'image';
	// Hosts under .invalid never resolve: they stand for a failed download.
	if (!isHttpUrl(value) || new URL(value).hostname.endsWith('.invalid')) return false;
	if (!value.startsWith(`${desk.url('api')}/`)) return true;
	const uploaded = fileAt(value, desk);
	return uploaded !== null && looksLikeImage(uploaded.bytes);
}

/** The input of a create for a known model, its defaults filled in, or the first thing that is wrong. */
export function readInput(
	model: string,
	value: unknown,
	desk: Desk,
): { ok: true; input: Input } | { ok: false; problem: NonNullable<InputProblem> } {
	const schema: z.ZodType<Input> = MODELS.get(model) ?? LITE;
	const checked: Checked<Input> = check(schema, value);
	if (!checked.ok) {
		const field = checked.issue.path.map(String).join('.');
		return { ok: false, problem: { field, description: checked.complaint } };
	}
	const input = checked.value;
	const broken = schema === LITE ? liteRuleBroken(input) : ruleBroken(input);
	if (broken) return { ok: false, problem: broken };
	const [field] =
		filesOf(input).find(([, one]) => typeof one === 'string' && !isUsable(one, desk)) ?? [];
	if (field === undefined) return { ok: true, input };
	return { ok: false, problem: { field, description: 'Does not lead to an image' } };
}
