/** Reads a JSON text as its bytes come, without holding it: for replies with whole videos in them. */

/** A piece of a text in the JSON, still escaped. `path` is where it stands; null for the name of a field. */
export interface TextPiece {
	type: 'text';
	path: ReadonlyArray<string | number> | null;
	bytes: Buffer;
	isEnd: boolean;
}

/** Everything between the texts. */
export interface OtherPiece {
	type: 'other';
	bytes: Buffer;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** No reply worth reading is nested deeper. */
const MOST_FRAMES = 64;

/** An object with the name of the field that is read, or a list with the index of its entry. */
type Frame = { type: 'object'; name: string | null } | { type: 'list'; index: number };

/** One text, in chunks. What is no JSON comes out all the same, with paths that mean nothing. */
export class JsonScanner {
	private readonly frames: Frame[] = [];
	/** How many more are open than `frames` holds. */
	private tooDeep = 0;
	private isInText = false;
	/** A backslash ended the last chunk. */
	private isEscaped = false;
	/** The name of a field, as far as it has come. */
	private name = '';

	*scan(chunk: Buffer): Generator<TextPiece | OtherPiece, void> {
		for (let at = 0; at < chunk.length;) {
			if (!this.isInText) {
				const quote = chunk.indexOf(QUOTE, at);
				const end = quote < 0 ? chunk.length : quote;
				const bytes = chunk.subarray(at, end);
				this.readStructure(bytes);
				if (bytes.length > 0) yield { type: 'other', bytes };
				at = end + 1;
				if (quote < 0) continue;
				this.isInText = true;
				this.name = '';
				continue;
			}
			const end = this.endOfText(chunk, at);
			const isEnd = end < chunk.length;
			const bytes = chunk.subarray(at, end);
			const path = this.isName() ? null : this.path();
			if (path === null && this.name.length < 200) this.name += bytes.toString('latin1');
			if (isEnd) this.endText();
			yield { type: 'text', path, bytes, isEnd };
			at = end + 1;
		}
	}

	/** The offset of the quote that ends the text, or the length of the chunk. */
	private endOfText(chunk: Buffer, from: number): number {
		let at = this.isEscaped ? from + 1 : from;
		this.isEscaped = false;
		for (;;) {
			const quote = chunk.indexOf(QUOTE, at);
			const end = quote < 0 ? chunk.length : quote;
			const backslash = chunk.subarray(at, end).indexOf(BACKSLASH);
			if (backslash < 0) return end;
			at += backslash + 2;
			if (at > chunk.length) {
				this.isEscaped = true;
				return chunk.length;
			}
		}
	}

	private endText(): void {
		this.isInText = false;
		const frame = this.frames.at(-1);
		if (frame?.type === 'object') frame.name ??= this.name;
	}

	private isName(): boolean {
		const frame = this.frames.at(-1);
		return frame?.type === 'object' && frame.name === null;
	}

	private path(): Array<string | number> {
		return this.frames.map((frame) => (frame.type === 'list' ? frame.index : (frame.name ?? '')));
	}

	private readStructure(bytes: Buffer): void {
		for (const byte of bytes) {
			const frame = this.frames.at(-1);
			switch (String.fromCharCode(byte)) {
				case '{':
					this.enter({ type: 'object', name: null });
					break;
				case '[':
					this.enter({ type: 'list', index: 0 });
					break;
				case '}':
				case ']':
					if (this.tooDeep > 0) this.tooDeep--;
					else this.frames.pop();
					break;
				case ',':
					if (frame?.type === 'object') frame.name = null;
					if (frame?.type === 'list') frame.index++;
			}
		}
	}

	private enter(frame: Frame): void {
		if (this.frames.length < MOST_FRAMES) this.frames.push(frame);
		else this.tooDeep++;
	}
}
