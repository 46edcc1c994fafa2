// Files that were uploaded, so that an order may name them by link.

export interface Upload {
	contentType: string;
	bytes: Buffer;
	/** For dialects that tell it later; without a folder. */
	fileName?: string;
	/** Milliseconds since 1970, for dialects whose uploads end; set it back to age the file. */
	takenAt?: number;
}

/** By the link that was given out; the bytes are null until they came. */
export interface Uploads {
	/** Gives out a link that has no bytes yet. */
	expect(link: string): void;
	/** Takes the bytes for a link that was given out; false for any other. */
	take(link: string, upload: Upload): boolean;
	/** What lies at a link, or null. */
	open(link: string): Upload | null;
	readonly taken: ReadonlyMap<string, Upload>;
}

/** An empty store. */
export function openUploads(): Uploads {
	const expected = new Set<string>();
	const taken = new Map<string, Upload>();
	return {
		expect: (link) => void expected.add(link),
		take(link, upload) {
			if (!expected.has(link)) return false;
			taken.set(link, upload);
			return true;
		},
		open: (link) => taken.get(link) ?? null,
		taken,
	};
}
