/** Sizes that every gateway reads alike. */

import type { AspectRatio, Resolution } from '../../terms/spec';

/** A tall 4k size is not among them: LiteLLM and Bifrost take it for a wide one. */
export const SIZES: ReadonlyArray<{
	size: string;
	resolution: Resolution;
	aspectRatio: AspectRatio;
}> = [
	{ size: '1280x720', resolution: '720p', aspectRatio: '16:9' },
	{ size: '720x1280', resolution: '720p', aspectRatio: '9:16' },
	{ size: '1920x1080', resolution: '1080p', aspectRatio: '16:9' },
	{ size: '1080x1920', resolution: '1080p', aspectRatio: '9:16' },
	{ size: '3840x2160', resolution: '4k', aspectRatio: '16:9' },
];
