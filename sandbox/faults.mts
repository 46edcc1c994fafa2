// The faults that wait to strike: which one a request or a task meets.
import type { Fault, FaultAction, SandboxFace } from './contract.mts';

/** What a fault is compared with. */
export interface Occasion {
	face: SandboxFace;
	/** The face that made the task: links on the cdn belong to it as well. */
	taskFace: SandboxFace;
	action: FaultAction;
	taskId: string | null;
	prompt: string | null;
	/** Whether the true answer would be a video. */
	delivers: boolean;
}

export interface FaultBook {
	add(fault: Fault): void;
	clear(): void;
	/** The fault that spoils this request's answer, if one does; it is used up by that. */
	takeForAnswer(occasion: Occasion): Fault | null;
	/** The faults that change how a task ends; they are used up by that. */
	takeForTask(occasion: Occasion): Fault[];
}

interface WaitingFault {
	fault: Fault;
	passing: number;
	left: number;
}

const TASK_KINDS: ReadonlySet<Fault['kind']> = new Set([
	'taskFails',
	'taskCompletesEmpty',
	'linkElsewhere',
]);

function matches(fault: Fault, occasion: Occasion): boolean {
	const { face, taskFace } = occasion;
	if (fault.face !== undefined && fault.face !== face && fault.face !== taskFace) return false;
	if (fault.taskId !== undefined && fault.taskId !== occasion.taskId) return false;
	if (fault.prompt !== undefined && !occasion.prompt?.includes(fault.prompt)) return false;
	if (fault.action !== undefined && fault.action !== occasion.action) return false;
	if (TASK_KINDS.has(fault.kind)) {
		// A task is given its ending when it is made, or later by its id.
		const asked = fault.action !== undefined || fault.taskId !== undefined;
		return asked || occasion.action === 'create';
	}
	if (fault.kind === 'expiredLink') return fault.action !== undefined || occasion.action === 'link';
	// The default of a redirect leads to the cdn: there it would lead to itself.
	if (fault.kind === 'redirect' && fault.location === undefined) return face !== 'cdn';
	// These two need a video to spoil: a reply such as "not ready yet" does not use them up.
	if (fault.kind === 'half' || fault.kind === 'empty') {
		return occasion.delivers || (fault.kind === 'empty' && fault.action === occasion.action);
	}
	return true;
}

/** An empty book of faults; `random` decides those that have a probability. */
export function openFaultBook(random: () => number): FaultBook {
	let waiting: WaitingFault[] = [];

	function strikes(entry: WaitingFault, occasion: Occasion): boolean {
		if (entry.left <= 0 || !matches(entry.fault, occasion)) return false;
		if (entry.passing > 0) {
			entry.passing -= 1;
			return false;
		}
		if (random() >= (entry.fault.probability ?? 1)) return false;
		entry.left -= 1;
		return true;
	}

	return {
		add(fault) {
			waiting.push({ fault, passing: fault.after ?? 0, left: fault.times ?? 1 });
		},
		clear() {
			waiting = [];
		},
		takeForAnswer(occasion) {
			const struck = waiting.find(
				(entry) => !TASK_KINDS.has(entry.fault.kind) && strikes(entry, occasion),
			);
			waiting = waiting.filter((entry) => entry.left > 0);
			return struck?.fault ?? null;
		},
		takeForTask(occasion) {
			const struck = waiting.filter(
				(entry) => TASK_KINDS.has(entry.fault.kind) && strikes(entry, occasion),
			);
			waiting = waiting.filter((entry) => entry.left > 0);
			return struck.map((entry) => entry.fault);
		},
	};
}
