/** Gives files to providers that take links alone, and have no upload: by a signed link of this n8n. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { NO_LINKS, signedLink } from '../files/signedLink';
import { linesFor, takesVideoLinks, videoFormsIn } from '../providers/rules/offers';
import { ok, problem, type Result } from '../terms/result';
import type { SourceFile, SourceImage, VideoSpec } from '../terms/spec';
import { isPrivateHost } from '../terms/privateHosts';
import type { Session } from '../tasks/session';
import type { Upload } from '../tasks/uploadImages';

/** The provider fetches the file within minutes, or, where its queue is long, within hours. */
const LIFETIME_SECONDS = 6 * 3600;

/**
 * How the files of the spec get a link; null where none needs one. A problem where this n8n has no links
 * that the provider could follow: then nothing has been sent. Nothing here keeps the spec.
 */
export function linksFor(
	context: IExecuteFunctions,
	session: Session,
	spec: VideoSpec,
	isDryRun: boolean,
): Result<Upload | null> {
	const files = filesToLink(session, spec);
	if (files.length === 0) return ok(null);
	const { displayName } = session.provider;
	const own = context.getRestApiUrl();
	if (isPrivateHost(own) && !isPrivateHost(session.connection.origins.base)) {
		return problem({
			message: `${displayName} takes files only by a link, and cannot reach this n8n at ${new URL(own).origin}`,
			description: `Nothing was ordered, and nothing was paid. The node makes a link of this n8n to the file, which ${displayName} must reach over the internet: set WEBHOOK_URL to the public address of this n8n, for example https://n8n.example.com/, and start n8n anew. Or put the file where a link that begins with https:// leads to it, and enter that link.`,
		});
	}
	for (const { link } of files) {
		const made = link?.(LIFETIME_SECONDS) ?? ok('');
		if (made.type === 'problem') return problem(unlinked(displayName, made));
	}
	return ok(isDryRun ? placeholder : linker(context, displayName));
}

/** The files that the create itself does not take. */
function filesToLink({ provider }: Session, spec: VideoSpec): SourceFile[] {
	if (provider.upload !== undefined) return [];
	const lines = linesFor(provider, spec.model, spec.inputMode);
	const { image, lastImage, referenceImages = [], videoFile } = spec;
	if (videoFile !== undefined) {
		return takesVideoLinks(lines) && !videoFormsIn(lines).includes('file') ? [videoFile] : [];
	}
	const takesBytes = lines.some(({ images }) => images?.forms.includes('bytes'));
	if (takesBytes) return [];
	return [image, lastImage, ...referenceImages].flatMap((one) =>
		one?.type === 'bytes' ? [one] : [],
	);
}

const placeholder: Upload = async ({ fileName }) =>
	await Promise.resolve(
		ok({ type: 'url', url: `(the link of this n8n that ${fileName} gets when it is sent)` }),
	);

/** A file that an earlier node stored has a link already; any other is put into n8n's store first. */
function linker(context: IExecuteFunctions, displayName: string): Upload {
	return async (file): Promise<Result<SourceImage>> => {
		const made = file.link?.(LIFETIME_SECONDS) ?? (await store(context, file));
		return made.type === 'ok'
			? ok({ type: 'url', url: made.value })
			: problem(unlinked(displayName, made));
	};
}

async function store(
	context: IExecuteFunctions,
	{ bytes, fileName, mimeType }: SourceFile,
): Promise<Result<string>> {
	try {
		const stored = await context.helpers.prepareBinaryData(bytes, fileName, mimeType);
		return signedLink(context, stored, LIFETIME_SECONDS);
	} catch (cause) {
		return problem({ message: 'n8n could not store the file', description: String(cause) });
	}
}

function unlinked(
	displayName: string,
	{ message, description }: { message: string; description: string },
): { message: string; description: string } {
	const advice =
		message === NO_LINKS.inMemory.message || message === NO_LINKS.tooOld.message
			? `${description} Or put`
			: `${description} Put`;
	return {
		message: `${displayName} takes files only by a link, and there is none: ${message}`,
		description: `Nothing was ordered, and nothing was paid. ${advice} the file where a link that begins with https:// leads to it, and enter that link.`,
	};
}
