/** The memory of this process over time. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Sample {
	/** Since the first sample. */
	seconds: number;
	rssMiB: number;
	heapMiB: number;
}

export interface MemoryLog {
	readonly samples: readonly Sample[];
	/** Seconds since the first sample. */
	now(): number;
	/** The heap that is really in use, after a collection. */
	heapInUse(): number;
	stop(): void;
}

const SAMPLE_MS = 250;
const MIB = 1024 * 1024;

export function watchMemory(): MemoryLog {
	setFlagsFromString('--expose_gc');
	const collect: unknown = runInNewContext('gc');
	const startedAt = performance.now();
	const samples: Sample[] = [];
	const now = () => (performance.now() - startedAt) / 1000;
	const sample = () => {
		const { rss, heapUsed } = process.memoryUsage();
		samples.push({ seconds: now(), rssMiB: rss / MIB, heapMiB: heapUsed / MIB });
	};
	sample();
	const timer = setInterval(sample, SAMPLE_MS);
	return {
		samples,
		now,
		heapInUse: () => {
			if (typeof collect === 'function') collect();
			return process.memoryUsage().heapUsed / MIB;
		},
		stop: () => clearInterval(timer),
	};
}
