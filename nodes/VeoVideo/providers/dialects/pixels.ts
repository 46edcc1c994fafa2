/** Resolution and shape as one size in pixels, for interfaces that take or tell them so. */

import type { Failure } from '../../terms/result';
import type { VideoSpec } from '../../terms/spec';

type Shape = Pick<VideoSpec, 'resolution' | 'aspectRatio'>;

/** What a choice that is left open stands for, beside one that is made. */
const DEFAULT_SHAPE = { resolution: '720p', aspectRatio: '16:9' };

/** "1920x1080"; undefined where neither is chosen, or where no size can be told from them. */
export function sizeOf({ resolution, aspectRatio }: Shape): string | undefined {
	if (resolution === undefined && aspectRatio === undefined) return undefined;
	if (aspectRatio === undefined && resolution && /^\d+x\d+$/.test(resolution)) return resolution;
	return sizeBySide(
		resolution ?? DEFAULT_SHAPE.resolution,
		aspectRatio ?? DEFAULT_SHAPE.aspectRatio,
	);
}

/**
 * The pages' sizes, continued for models that they do not name: the resolution is the shorter side
 * ("1440p" 1440, "4k" 2160), the aspect ratio gives the longer one, in whole even pixels.
 */
function sizeBySide(resolution: string, aspectRatio: string): string | undefined {
	const side = resolution === '4k' ? 2160 : Number(/^(\d{1,5})p$/.exec(resolution)?.[1]);
	const [, across, down] = /^(\d{1,3}):(\d{1,3})$/.exec(aspectRatio) ?? [];
	const [width, height] = [Number(across), Number(down)];
	if (!(side > 0 && width > 0 && height > 0)) return undefined;
	const longer = 2 * Math.round((side * Math.max(width, height)) / Math.min(width, height) / 2);
	return width < height ? `${side}x${longer}` : `${longer}x${side}`;
}

/** What cannot be told as a size; null where it can, or where nothing is chosen. */
export function findNoSize(displayName: string, spec: Shape): Failure | null {
	const { resolution, aspectRatio } = spec;
	if (sizeOf(spec) !== undefined || (resolution === undefined && aspectRatio === undefined)) {
		return null;
	}
	const wanted = [resolution, aspectRatio].filter((value) => value !== undefined).join(', ');
	return {
		message: `${displayName} takes resolution and shape as one size in pixels, which cannot be told from "${wanted}"`,
		description:
			'Set Resolution to a value such as 1440p and Aspect Ratio to one such as 1:1, or set both to "Default" and enter {"size": …} in the option "Additional Fields (JSON)".',
	};
}
