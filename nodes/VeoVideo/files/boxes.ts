/** Whether an MP4 breaks off, by the sizes of its boxes: for servers that tell no length. */

/** Its size and its type; 1 for a size means that it follows in another eight bytes. */
const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;
const NAME = /^[\x20-\x7e\xa9]{4}$/;

interface BoxHeader {
	name: string;
	headerBytes: number;
	/** With its header. */
	size: number;
}

/**
 * Follows the outermost boxes of an MP4 (ISO/IEC 14496-12, 4.2) as its bytes come. What is no such file,
 * or has a box that is odd in any way, is followed no further, and never counts as cut.
 */
export class Boxes {
	private isFollowed = true;
	private isFirst = true;
	/** How much of the box is still to come. */
	private left = 0;
	/** As much of the next header as has come. */
	private begun: Buffer = Buffer.alloc(0);

	/** The next bytes of the file. */
	add(bytes: Buffer): void {
		let rest = bytes;
		while (rest.length > 0 && this.isFollowed) {
			const within = Math.min(rest.length, this.left);
			this.left -= within;
			rest = rest.subarray(within);
			if (rest.length > 0) rest = this.begin(rest);
		}
	}

	/** Whether the bytes so far end within a box that says that it is longer. */
	get areCut(): boolean {
		return this.isFollowed && this.left > 0;
	}

	/** Reads the header of the next box; gives back what comes behind it. */
	private begin(bytes: Buffer): Buffer {
		const known = this.begun.length;
		const header = Buffer.concat([this.begun, bytes.subarray(0, LONG_HEADER_BYTES - known)]);
		const box = readHeader(header);
		if (box === 'tooShort') {
			this.begun = header;
			return bytes.subarray(bytes.length);
		}
		this.isFollowed = box !== null && (!this.isFirst || box.name === 'ftyp');
		if (box === null) return bytes;
		this.isFirst = false;
		this.begun = Buffer.alloc(0);
		this.left = box.size - box.headerBytes;
		return bytes.subarray(box.headerBytes - known);
	}
}

/** Null for a box that cannot be followed, as one that goes on to the end of the file, wherever that is. */
function readHeader(bytes: Buffer): BoxHeader | 'tooShort' | null {
	if (bytes.length < HEADER_BYTES) return 'tooShort';
	const name = bytes.toString('latin1', 4, 8);
	const short = bytes.readUInt32BE(0);
	const headerBytes = short === 1 ? LONG_HEADER_BYTES : HEADER_BYTES;
	if (bytes.length < headerBytes) return 'tooShort';
	const size = short === 1 ? Number(bytes.readBigUInt64BE(8)) : short;
	const isSound = NAME.test(name) && size >= headerBytes && Number.isSafeInteger(size);
	return isSound ? { name, headerBytes, size } : null;
}
