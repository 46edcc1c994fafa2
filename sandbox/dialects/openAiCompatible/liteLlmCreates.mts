// What LiteLLM makes of a create, on its two ways to Google: what each places where, and what it lets vanish.
import * as z from 'zod';

import type { Body } from '../../body.mts';
import { isObject, type JsonObject } from '../../json.mts';
import { check, text } from '../../schema.mts';
import { refused, type Ordering } from '../dialect.mts';
import { askGoogle, MODELS, objectIn, type GoogleCreate } from './shared.mts';

/** Where a name leads. */
interface Alias {
	way: 'gemini' | 'vertex_ai';
	upstream: string;
}

function geminiAlias(model: string): [string, Alias] {
	const upstream = model.replace(/001$/, 'preview');
	return [`gemini/${upstream}`, { way: 'gemini', upstream }];
}

/** The names that its operator gave: Google's own lead to Vertex AI, the others to the Gemini interface. */
export const ALIASES: ReadonlyMap<string, Alias> = new Map([
	...MODELS.map((upstream): [string, Alias] => [upstream, { way: 'vertex_ai', upstream }]),
	...MODELS.map(geminiAlias),
]);

const BODY = z.looseObject({
	model: text,
	prompt: text,
	seconds: z.union([z.string(), z.int()]).optional(),
	size: z.string().optional(),
	extra_body: z.unknown().optional(),
});

type Create = z.infer<typeof BODY>;

const SIZES: Readonly<Record<string, { aspectRatio: string; resolution: string }>> = {
	'1280x720': { aspectRatio: '16:9', resolution: '720p' },
	'1920x1080': { aspectRatio: '16:9', resolution: '1080p' },
	'720x1280': { aspectRatio: '9:16', resolution: '720p' },
	'1080x1920': { aspectRatio: '9:16', resolution: '1080p' },
};

/** What of the parameters the way to the Gemini interface declares; the rest vanishes without a word. */
const DECLARED = [
	'aspectRatio',
	'durationSeconds',
	'resolution',
	'negativePrompt',
	'personGeneration',
	'generateAudio',
	'seed',
];
const PLACED_ON_INSTANCE = ['image', 'lastFrame', 'referenceImages', 'video'];

function pick(from: JsonObject, names: readonly string[]): JsonObject {
	return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

function common({ seconds, size }: Create): JsonObject {
	const duration = Number.parseInt(String(seconds ?? ''), 10);
	return {
		...(Number.isNaN(duration) ? {} : { durationSeconds: duration }),
		// Every other size is a wide one, tall 4k too.
		...(size === undefined ? {} : { aspectRatio: SIZES[size]?.aspectRatio ?? '16:9' }),
	};
}

function firstFrame(body: Body): JsonObject {
	const file =
		body.kind === 'form' ? body.files.find(({ field }) => field === 'input_reference') : undefined;
	if (!file) return {};
	const bytesBase64Encoded = file.content.toString('base64');
	return { image: { bytesBase64Encoded, mimeType: file.contentType } };
}

function viaGemini(create: Create, body: Body, extra: JsonObject): GoogleCreate {
	const { input_reference: given, size = '' } = create;
	const asked = { ...create, ...extra };
	const resolution = SIZES[size]?.resolution;
	return {
		instance: {
			prompt: create.prompt,
			...firstFrame(body),
			...(isObject(given) ? { image: given } : {}),
			...pick(asked, PLACED_ON_INSTANCE),
		},
		parameters: {
			...common(create),
			...(resolution === undefined ? {} : { resolution }),
			...pick(asked, DECLARED),
		},
	};
}

/** Of the fields at the top this way keeps its own only; all else is for `extra_body`. */
function viaVertex(create: Create, body: Body, extra: JsonObject): GoogleCreate {
	const { instances, ...parameters } = extra;
	return {
		instance: {
			prompt: create.prompt,
			...firstFrame(body),
			...(isObject(instances) ? instances : {}),
		},
		parameters: { ...common(create), ...parameters },
	};
}

/** Checks a create as the gateway does, then as Google does. */
export function readLiteLlmCreate(body: Body): Ordering {
	if (body.kind !== 'json' && body.kind !== 'form') return refused('Invalid request format');
	const checked = check(BODY, body.kind === 'json' ? body.value : body.fields);
	if (!checked.ok) return refused(checked.complaint);
	const create = checked.value;
	const alias = ALIASES.get(create.model);
	if (!alias) return refused(`Invalid model name passed in model=${create.model}`);
	const { way, upstream } = alias;
	const given = create.input_reference;
	if (typeof given === 'string' || (isObject(given) && way === 'vertex_ai')) {
		return refused('Invalid request format: input_reference must be a file');
	}
	// As text in a form it is not looked at.
	const extra = body.kind === 'json' ? (objectIn(create.extra_body) ?? {}) : {};
	const google = way === 'gemini' ? viaGemini(create, body, extra) : viaVertex(create, body, extra);
	const asked = askGoogle(upstream.replace(/preview$/, '001'), google);
	if (!asked.ok) return asked;
	const { order } = asked;
	const { durationSeconds: seconds = 8 } = google.parameters;
	const echo = { ...order.echo, way, upstream, seconds };
	return { ok: true, order: { ...order, model: create.model, echo } };
}
