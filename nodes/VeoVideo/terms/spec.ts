/** What a person asks for: one video to make. */

import type { Result } from './result';

export type InputMode = 'text' | 'image' | 'frames' | 'references' | 'video';

export type Resolution = '720p' | '1080p' | '4k';

/** `auto`: the shape of the image, as far as the model has it. */
export type AspectRatio = '16:9' | '9:16' | 'auto';

/** An image as the item holds it: a link that the provider fetches, or the bytes themselves. */
export type SourceImage = { type: 'url'; url: string } | SourceFile;

export interface SourceFile {
	type: 'bytes';
	bytes: Buffer;
	mimeType: string;
	fileName: string;
	given: GivenForm;
	/** A link to where it lies in n8n's store, good for so many seconds; absent where it lies nowhere. */
	link?: (seconds: number) => Result<string>;
	/** Reads the bytes once more from where they lie, so that nobody has to hold them meanwhile. */
	reload?: () => Promise<Result<Buffer>>;
}

/** How a person gave the bytes of an image. */
export type GivenForm = 'base64' | 'dataUri' | 'file';

export type OptionValue = string | number | boolean;

/** One video to make, as the item describes it. A field that the person left at "default" is absent. */
export interface VideoSpec {
	inputMode: InputMode;
	/** The provider's own id. */
	model: string;
	/** Blank only where an offer says that it may be left out. */
	prompt: string;
	/** First frame (modes `image` and `frames`). */
	image?: SourceImage;
	/** Last frame (mode `frames`). */
	lastImage?: SourceImage;
	/** One to three, in order (mode `references`). */
	referenceImages?: SourceImage[];
	/** Link to the video to extend (mode `video`). */
	video?: string;
	/** The video to extend, where it is a file; counts before `video`. */
	videoFile?: SourceFile;
	durationSeconds?: number;
	resolution?: string;
	aspectRatio?: string;
	generateAudio?: boolean;
	/** The folder of a bucket that takes the video, where the provider can put it there. */
	storageUri?: string;
	/** What the person set of the provider's options, by the names of their rows. */
	options: Readonly<Record<string, OptionValue>>;
}

/** What of an image reaches the provider: `url` a link, `bytes` the file itself (also as base64). */
export type ImageForm = SourceImage['type'];
