// Tokens that a dialect's token endpoint gave out, good for a while.

export interface Tokens {
	/** Takes a token in, for so many seconds. */
	issue(token: string, seconds: number): void;
	/** Whether it was given out here and has not expired. */
	isGood(token: string): boolean;
	/** Ends all of them, as an hour would. */
	expire(): void;
}

/** An empty store. */
export function openTokens(): Tokens {
	const endsAt = new Map<string, number>();
	return {
		issue: (token, seconds) => void endsAt.set(token, Date.now() + seconds * 1000),
		isGood: (token) => Date.now() < (endsAt.get(token) ?? 0),
		expire: () => endsAt.clear(),
	};
}
