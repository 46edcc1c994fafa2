/** Which fields a person should see, told from the providers' tables alone: the description is what is being tested. */

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import type { InputMode } from '../../nodes/VeoVideo/terms/spec';
import { PROVIDERS } from './shipped.mts';

/** What is chosen above the other fields. */
export interface Choices {
	provider: Provider;
	operation: string;
	/** Where a video is ordered. */
	inputMode?: InputMode;
}

const IMAGE_MODES: readonly InputMode[] = ['image', 'frames', 'references'];

/** The names of the fields that apply, in no order. */
export function expectedFields({ provider, operation, inputMode = 'text' }: Choices): Set<string> {
	const lines = provider.offers.filter(({ modes }) => modes.includes(inputMode));
	// A link or a file, and not only the task ID of a video made there.
	const takesVideos = lines.some(({ videoForms = ['link'] }) =>
		videoForms.some((form) => form === 'link' || form === 'file'),
	);
	const isOrder = operation === 'generate' || operation === 'create';
	const inAnyFamily = linesInAnyFamily(provider, inputMode);
	const fields: Array<[boolean, string[]]> = [
		[true, ['provider', 'credentials', 'resource', 'operation', 'options']],
		[isOrder, ['inputMode', 'model', 'prompt', 'trackTask']],
		[
			isOrder && (IMAGE_MODES.includes(inputMode) || (inputMode === 'video' && takesVideos)),
			['imageInput'],
		],
		[isOrder && (inputMode === 'image' || inputMode === 'frames'), ['image']],
		[isOrder && inputMode === 'frames', ['lastImage']],
		[isOrder && inputMode === 'references', ['referenceImages']],
		[isOrder && inputMode === 'video', ['video']],
		[isOrder && lines.some(({ durations }) => durations.length > 0), ['duration']],
		[isOrder && lines.some(({ resolutions }) => resolutions.length > 0), ['resolution']],
		[isOrder && lines.some(({ aspectRatios }) => aspectRatios.length > 0), ['aspectRatio']],
		[isOrder && inAnyFamily.some(({ soundSwitch }) => soundSwitch), ['generateAudio']],
		[isOrder && provider.families !== undefined, ['gatewayFamily']],
		[isOrder && provider.findBucketProblem !== undefined, ['storageUri']],
		[!isOrder, ['taskSource', 'taskId']],
		[operation === 'generate' || operation === 'download', ['binaryField']],
	];
	return new Set(fields.flatMap(([applies, names]) => (applies ? names : [])));
}

/** Options and the switch for sound are shown for all families of a provider's gateways. */
function linesInAnyFamily({ offers, families }: Provider, inputMode: InputMode) {
	return (families?.flatMap((family) => family.offers) ?? offers).filter(({ modes }) =>
		modes.includes(inputMode),
	);
}

/** The options that differ among providers and operations, and whether each applies. */
export function expectedOptions({
	provider,
	operation,
	inputMode = 'text',
}: Choices): Map<string, boolean> {
	const lines = linesInAnyFamily(provider, inputMode);
	const isOrder = operation === 'generate' || operation === 'create';
	const rows = PROVIDERS.flatMap(({ offers, families }) =>
		(families?.flatMap((family) => family.offers) ?? offers).flatMap(({ options }) => options),
	);
	const aboutVideo = [...new Set(rows.map(({ name }) => name))];
	const hasFile = operation === 'generate' || operation === 'download';
	return new Map<string, boolean>([
		...aboutVideo.map((name): [string, boolean] => [
			name,
			isOrder && lines.some(({ options }) => options.some((option) => option.name === name)),
		]),
		['downloadVideo', operation === 'generate'],
		['fileName', hasFile],
		['linkLifetime', hasFile],
		['makeLink', hasFile],
		['dryRun', isOrder],
		['maxVideos', isOrder],
		['onStop', operation === 'generate' && provider.cancelRequest !== undefined],
		['waitForCompletion', operation === 'get'],
	]);
}
