// Vertex AI's rules for predictLongRunning: what is refused at once, and what only the operation tells.
import * as z from 'zod';

import { looksLikeImage } from '../../images.mts';
import { check, must, text } from '../../schema.mts';
import { refused, type Ordering } from '../dialect.mts';

const HD = ['720p', '1080p'];

/** The models of the documents; 4k at the fast one is priced and works, though its page leaves it out. */
export const MODELS: ReadonlyMap<string, { resolutions: readonly string[]; references: boolean }> =
	new Map([
		['veo-3.1-generate-001', { resolutions: [...HD, '4k'], references: true }],
		['veo-3.1-fast-generate-001', { resolutions: [...HD, '4k'], references: true }],
		['veo-3.1-lite-generate-001', { resolutions: HD, references: false }],
	]);

const MOST_IMAGE_BYTES = 20 * 1024 * 1024;

/** The documents write small letters, Google's own client capitals. */
const word = <const W extends readonly [string, ...string[]]>(...words: W) =>
	z.string().toLowerCase().pipe(z.enum(words));

const gcsUri = z
	.string()
	.regex(/^gs:\/\/[^/]+\/.+$/)
	.optional();
const base64 = z
	.string()
	.regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: must('be bare base64') })
	.optional();
const exactlyOne = { error: 'Exactly one of bytesBase64Encoded and gcsUri must be set.' };

const image = z
	.strictObject({
		bytesBase64Encoded: base64,
		gcsUri,
		mimeType: z.enum(['image/jpeg', 'image/png']),
	})
	.refine(
		(one) => (one.bytesBase64Encoded === undefined) !== (one.gcsUri === undefined),
		exactlyOne,
	)
	.refine(
		({ bytesBase64Encoded: bytes, mimeType }) => bytes === undefined || isImage(bytes, mimeType),
		{
			error: 'The image could not be decoded, is too large, or is not of its mimeType.',
		},
	);

function isImage(encoded: string, mimeType: string): boolean {
	const bytes = Buffer.from(encoded, 'base64');
	const isPng = bytes[0] === 0x89;
	return (
		bytes.length <= MOST_IMAGE_BYTES &&
		looksLikeImage(bytes) &&
		(mimeType === 'image/png' ? isPng : bytes[0] === 0xff)
	);
}

const video = z
	.strictObject({ bytesBase64Encoded: base64, gcsUri, mimeType: z.literal('video/mp4') })
	.refine(
		(one) => (one.bytesBase64Encoded === undefined) !== (one.gcsUri === undefined),
		exactlyOne,
	);

const INSTANCE = z.strictObject({
	prompt: text.optional(),
	image: image.optional(),
	lastFrame: image.optional(),
	video: video.optional(),
	referenceImages: z
		.array(z.strictObject({ image, referenceType: word('asset') }))
		.min(1)
		.max(3)
		.optional(),
});

const PARAMETERS = z.strictObject({
	sampleCount: z.int().min(1).max(4).optional(),
	durationSeconds: z.int().optional(),
	aspectRatio: z.enum(['16:9', '9:16']).optional(),
	resolution: z.string().optional(),
	generateAudio: z.boolean().optional(),
	negativePrompt: z.string().optional(),
	personGeneration: z.enum(['allow_adult', 'dont_allow', 'disallow']).optional(),
	seed: z.int().min(0).max(4_294_967_295).optional(),
	storageUri: z
		.string()
		.regex(/^gs:\/\/[a-z0-9._-]+(\/.*)?$/)
		.optional(),
	enhancePrompt: z.boolean().optional(),
	compressionQuality: word('optimized', 'lossless').optional(),
	resizeMode: word('pad', 'crop').optional(),
	fps: z.literal(24).optional(),
	pubsubTopic: text.optional(),
});

const LABEL = /^[a-z0-9_-]{0,63}$/;

const BODY = z.strictObject({
	instances: z.tuple([INSTANCE]),
	parameters: PARAMETERS.optional(),
	labels: z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/), z.string().regex(LABEL)).optional(),
});

type Instance = z.infer<typeof INSTANCE>;
type Parameters = z.infer<typeof PARAMETERS>;

function ruleBroken(instance: Instance, parameters: Parameters, model: string): string | null {
	const { prompt, image: first, lastFrame, video: source, referenceImages } = instance;
	const known = MODELS.get(model);
	const given = [first, source, referenceImages].filter((one) => one !== undefined);
	if (given.length > 1) return 'Only one of image, video and referenceImages can be set.';
	if (lastFrame !== undefined && first === undefined) return 'lastFrame requires image.';
	if (prompt === undefined && (given.length === 0 || referenceImages)) return 'prompt is required.';
	if (referenceImages && known?.references === false) {
		return 'referenceImages is not supported by this model.';
	}
	const { resolution } = parameters;
	return resolution === undefined || known?.resolutions.includes(resolution) === true
		? null
		: `Unsupported output resolution ${resolution}.`;
}

function featureOf({ image: first, video: source, referenceImages }: Instance): [string, number[]] {
	if (source) return ['video_extension', [7]];
	if (referenceImages) return ['reference_to_video', [8]];
	return [first ? 'image_to_video' : 'text_to_video', [8, 4, 6]];
}

const FORBIDDEN_BUCKET = /^gs:\/\/no-access\b/;
const AGENT = 'service-100000000000@gcp-sa-aiplatform.iam.gserviceaccount.com';

/** What only the finished operation tells, with its google.rpc code in front; null where it succeeds. */
function laterFailure(instance: Instance, parameters: Parameters): string | null {
	const { durationSeconds: seconds, enhancePrompt, storageUri = '' } = parameters;
	const [feature, lengths] = featureOf(instance);
	if (seconds !== undefined && !lengths.includes(seconds)) {
		return `3 Unsupported output video duration ${seconds} seconds, supported durations are [${lengths.join(',')}] for feature ${feature}.`;
	}
	if (enhancePrompt === false) return '3 Veo 3 prompt enhancement cannot be disabled.';
	if (FORBIDDEN_BUCKET.test(storageUri)) {
		return `7 ${AGENT} does not have storage.objects.create access to the Google Cloud Storage object.`;
	}
	const { image: first, lastFrame, video: source, referenceImages = [] } = instance;
	const files = [first, lastFrame, source, ...referenceImages.map((one) => one.image)];
	return files.some((file) => FORBIDDEN_BUCKET.test(file?.gcsUri ?? ''))
		? `7 ${AGENT} does not have storage.objects.get access to the Google Cloud Storage object.`
		: null;
}

/** Checks a create for a known model. Buckets whose name begins with `no-access` are nobody's. */
export function readCreate(value: unknown, model: string, resource: string): Ordering {
	const checked = check(BODY, value);
	if (!checked.ok) return refused(checked.complaint);
	const {
		instances: [instance],
		parameters = {},
	} = checked.value;
	const broken = ruleBroken(instance, parameters, model);
	if (broken !== null) return refused(broken);
	const { sampleCount: videoCount = 1, storageUri = null } = parameters;
	const failure = laterFailure(instance, parameters);
	const echo = { resource, storageUri, failure };
	return { ok: true, order: { prompt: instance.prompt ?? '', model, videoCount, echo } };
}
