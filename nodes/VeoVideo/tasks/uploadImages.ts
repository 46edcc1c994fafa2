/** Puts files where the provider finds them by a link, when the create that names them is about to leave. */

import type { ImageRule } from '../providers/provider';
import { linesFor, videoFormsIn } from '../providers/rules/offers';
import type { Stored } from '../terms/reading';
import { failureOf } from '../terms/refusals';
import { ok, problem, type Result } from '../terms/result';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { exchange } from '../transport/exchange';
import type { Session } from './session';
import { notUploaded } from './words';

type ImageFile = Extract<SourceImage, { type: 'bytes' }>;

/** Makes a link of a file where the create takes it in no other form; any other file stays as it is. */
export type Upload = (file: ImageFile) => Promise<Result<SourceImage>>;

/** For how long an upload goes on when the provider is slow to take it. */
const UPLOAD_LIMIT_MS = 180_000;

/** How the images of the spec are uploaded; null where the provider has no upload. Nothing here keeps the spec. */
export function uploadOf(session: Session, spec: VideoSpec, isDryRun: boolean): Upload | null {
	const { provider } = session;
	if (provider.upload === undefined) return null;
	const lines = linesFor(provider, spec.model, spec.inputMode);
	const isVideo = spec.inputMode === 'video' && !videoFormsIn(lines).includes('file');
	if (isVideo) return uploader(session, [{ forms: ['url'] }], isDryRun);
	return uploader(
		session,
		lines.flatMap(({ images }) => images ?? []),
		isDryRun,
	);
}

function uploader(session: Session, rules: readonly ImageRule[], isDryRun: boolean): Upload {
	return async (file) => {
		const isInline = rules.every(
			({ forms, inlineBytes = Infinity }) =>
				forms.includes('bytes') && (file.bytes.length <= inlineBytes || !hasPlace(session, file)),
		);
		if (isInline) return ok(file);
		return isDryRun
			? ok({ type: 'url', url: `(the link that ${file.fileName} gets when it is uploaded)` })
			: await uploadFile(session, file);
	};
}

/** Somebody else's server in the provider's place takes creates; that it takes files, nobody has said. */
function hasPlace({ provider, connection }: Session, file: ImageFile): boolean {
	const request = provider.upload?.request(file);
	if (request === undefined) return false;
	const at = 'path' in request ? request.at : undefined;
	return at === undefined || connection.origins[at] !== undefined;
}

/** Costs nothing and makes nothing but a file, so that what passes is tried again. */
async function uploadFile(session: Session, file: ImageFile): Promise<Result<SourceImage>> {
	const { provider, gate, signal } = session;
	const { upload } = provider;
	if (upload === undefined) return ok(file);
	const channel = {
		...session,
		// The create that waits for it holds a place at the gate already.
		gate: {
			run: async <T>(task: () => Promise<T>) => await task(),
			pauseFor: (ms: number) => gate.pauseFor(ms),
		},
	};
	const { outcome, verdict } = await exchange<Stored>(channel, {
		asked: 'upload',
		request: upload.request(file),
		patience: { forMs: UPLOAD_LIMIT_MS },
		read: (reply, note) => upload.read(reply, file, note),
	});
	if (verdict?.says === 'stored') return ok({ type: 'url', url: verdict.link });
	const said = verdict?.says === 'refused' ? verdict : ({ says: 'nothing' } as const);
	const { addressField } = upload;
	const named = { ...provider, ...(addressField !== undefined && { addressField }) };
	const failure = failureOf(named, outcome, said, 'upload', null);
	return problem(signal.aborted ? failure : notUploaded(file.fileName, failure));
}
