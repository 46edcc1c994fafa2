// OpenRouter's Veo models as `GET /v1/videos/models` lists them, and what they cost.

/** What a model allows and costs; `id`, durations and the rest are named as OpenRouter names them. */
export interface CatalogueModel {
	id: string;
	canonical_slug: string;
	name: string;
	created: number;
	supported_durations: readonly number[];
	supported_resolutions: readonly string[];
	supported_sizes: readonly string[];
	pricing_skus: Readonly<Record<string, string>>;
	/** Google's rule, which the catalogue has no field for. */
	takesReferences: boolean;
}

const HD_SIZES = ['1280x720', '720x1280', '1920x1080', '1080x1920'];
const ALL_SIZES = [...HD_SIZES, '3840x2160', '2160x3840'];

export const SHAPES: readonly string[] = ['16:9', '9:16'];

const CATALOGUE: readonly CatalogueModel[] = [
	{
		id: 'google/veo-3.1',
		canonical_slug: 'google/veo-3.1-20260320',
		name: 'Google: Veo 3.1',
		created: 1_773_964_800,
		supported_durations: [4, 6, 8],
		supported_resolutions: ['720p', '1080p', '4K'],
		supported_sizes: ALL_SIZES,
		// Keys are in small letters, `4k` among them.
		pricing_skus: {
			duration_seconds_with_audio: '0.40',
			duration_seconds_without_audio: '0.20',
			duration_seconds_with_audio_4k: '0.60',
			duration_seconds_without_audio_4k: '0.40',
		},
		takesReferences: true,
	},
	{
		id: 'google/veo-3.1-fast',
		canonical_slug: 'google/veo-3.1-fast-20260320',
		name: 'Google: Veo 3.1 Fast',
		created: 1_773_964_800,
		supported_durations: [4, 6, 8],
		supported_resolutions: ['720p', '1080p', '4K'],
		supported_sizes: ALL_SIZES,
		pricing_skus: {
			duration_seconds_with_audio: '0.12',
			duration_seconds_without_audio: '0.10',
			duration_seconds_with_audio_720p: '0.10',
			duration_seconds_without_audio_720p: '0.08',
			duration_seconds_with_audio_4k: '0.30',
			duration_seconds_without_audio_4k: '0.25',
		},
		takesReferences: true,
	},
	{
		id: 'google/veo-3.1-lite',
		canonical_slug: 'google/veo-3.1-lite-20260331',
		name: 'Google: Veo 3.1 Lite',
		created: 1_774_915_200,
		supported_durations: [8, 4, 6],
		supported_resolutions: ['720p', '1080p'],
		supported_sizes: HD_SIZES,
		pricing_skus: {
			duration_seconds_with_audio: '0.08',
			duration_seconds_without_audio: '0.05',
			duration_seconds_with_audio_720p: '0.05',
			duration_seconds_without_audio_720p: '0.03',
		},
		takesReferences: false,
	},
];

/** The model of that id, or null. */
export function modelOf(id: string): CatalogueModel | null {
	return CATALOGUE.find((model) => model.id === id) ?? null;
}

/** The body of the live list. */
export function catalogue() {
	const data = CATALOGUE.map(({ takesReferences: _takesReferences, ...model }) => ({
		...model,
		hugging_face_id: null,
		supported_aspect_ratios: SHAPES,
		supported_frame_images: ['first_frame', 'last_frame'],
		generate_audio: true,
		seed: true,
		allowed_passthrough_parameters: [
			'personGeneration',
			'aspectRatio',
			'negativePrompt',
			'conditioningScale',
			'enhancePrompt',
		],
		upscale_factor: null,
		creativity: null,
	}));
	return { data };
}

/** USD of one video, by the price of a second. */
export function costOf(
	model: CatalogueModel,
	wanted: { seconds: number; resolution: string; hasAudio: boolean },
): number {
	const sku = `duration_seconds_${wanted.hasAudio ? 'with' : 'without'}_audio`;
	const ofSize = model.pricing_skus[`${sku}_${wanted.resolution.toLowerCase()}`];
	const perSecond = Number(ofSize ?? model.pricing_skus[sku]);
	return Number((perSecond * wanted.seconds).toFixed(4));
}
