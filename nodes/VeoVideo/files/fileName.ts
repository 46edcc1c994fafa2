/** Names for files: safe everywhere, whatever an expression yields. The ending follows the bytes, and is added later. */

/** Bytes of the longest name that every file system takes are 255; number and ending come on top. */
const MOST_BYTES = 200;
const FORBIDDEN = /[<>:"/\\|?*]+/g;
/** Invisible: control characters, and those that turn the direction of a text. */
const INVISIBLE = /\p{C}+/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const VIDEO_ENDING = /\.(mp4|m4v|mov|webm|gif)$/i;

/** The name without its ending. `wanted` is what a person asked for; where nothing is left of it, the task id names the file. */
export function fileNameOf(taskId: string, index: number, count: number, wanted = ''): string {
	const number = count > 1 ? `-${index + 1}` : '';
	return `${safeName(wanted) || nameOfTask(taskId)}${number}`;
}

/** Empty where nothing of it can stay. */
function safeName(wanted: string): string {
	const name = trimmed(
		trimmed(wanted.slice(0, 2000).normalize('NFC').replace(INVISIBLE, ' '))
			.replace(VIDEO_ENDING, '')
			.replace(FORBIDDEN, '-')
			.replace(/\s+/g, ' '),
	);
	const short = trimmed(cut(name));
	return RESERVED.test(short) ? `veo-${short}` : short;
}

/** A leading dot hides a file; a dot or a space at its end is lost on some systems. */
function trimmed(name: string): string {
	return name.replace(/^[\s.-]+/, '').replace(/[\s.-]+$/, '');
}

function cut(name: string): string {
	let length = 0;
	let short = '';
	for (const character of name) {
		length += Buffer.byteLength(character);
		if (length > MOST_BYTES) break;
		short += character;
	}
	return short;
}

/** A task id may hold slashes, or be very long. */
function nameOfTask(taskId: string): string {
	const name = taskId
		.slice(-200)
		.replace(/[^A-Za-z0-9_-]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(-60);
	return `veo-${name || 'video'}`;
}
