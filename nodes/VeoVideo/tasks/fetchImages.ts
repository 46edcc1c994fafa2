/** Loads images and videos from their links, for providers that take files alone, when the create is about to leave. */

import { fetchFileAt } from '../files/fetchLink';
import { type FileKind, IMAGE, MP4 } from '../files/images';
import { wrongType } from '../providers/rules/checkImages';
import { linesFor, union, videoFormsIn } from '../providers/rules/offers';
import { isHttpUrl } from '../terms/json';
import { ok, problem, type Result } from '../terms/result';
import type { SourceFile, SourceImage, VideoSpec } from '../terms/spec';
import type { Session } from './session';

/** Makes a file of a link; a bucket's link stays one. */
export type Fetch = (link: string) => Promise<Result<SourceImage>>;

/** No page names a limit for videos; half a minute of 4k stays below this. */
const MAX_VIDEO_BYTES = 100 * 1024 * 1024;

/** How the images of the spec are loaded; null where the provider takes links. Nothing here keeps the spec. */
export function fetchOf(session: Session, spec: VideoSpec): Fetch | null {
	const lines = linesFor(session.provider, spec.model, spec.inputMode);
	if (spec.inputMode === 'video') {
		const forms = videoFormsIn(lines);
		return forms.includes('file') && !forms.includes('link')
			? fetcher(session, MP4, MAX_VIDEO_BYTES, [])
			: null;
	}
	const rules = lines.flatMap(({ images }) => images ?? []);
	if (!rules.some(({ fetchesLinks }) => fetchesLinks === true)) return null;
	const maxBytes = Math.max(...rules.map((rule) => rule.maxBytes ?? Infinity));
	return fetcher(
		session,
		IMAGE,
		maxBytes,
		union(lines, ({ images }) => images?.mimeTypes),
	);
}

function fetcher(
	session: Session,
	kind: FileKind,
	maxBytes: number,
	types: readonly string[],
): Fetch {
	return async (link) => {
		if (!isHttpUrl(link)) return ok({ type: 'url', url: link });
		const loaded = await fetchFileAt(session, link, maxBytes, kind);
		if (loaded.type === 'problem') return loaded;
		return checked(session.provider.displayName, link, loaded.value, types);
	};
}

/** Its size was checked while it came. */
function checked(
	displayName: string,
	link: string,
	image: SourceFile,
	types: readonly string[],
): Result<SourceImage> {
	if (types.length === 0 || types.includes(image.mimeType)) return ok(image);
	const name = link.replace(/[?#].*$/s, '').slice(0, 200);
	return problem(wrongType(displayName, name, types, image.mimeType));
}
