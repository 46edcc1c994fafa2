// Reads faults that come as JSON over the control port, and says what is wrong with those it cannot use.
import { ACTIONS, FACES, FAULT_KINDS, type Fault, type FaultAction } from './contract.mts';
import * as z from 'zod';

import { isObject } from './json.mts';
import { check, must } from './schema.mts';

const TASK_ACTIONS: readonly FaultAction[] = ACTIONS.filter((action) => action !== 'other');

/** JSON has no word for Infinity. */
const ALWAYS = 'always';

const count = z.int().min(0);

const FAULT = z.strictObject({
	kind: z.enum(FAULT_KINDS),
	face: z.enum(FACES).optional(),
	action: z.enum(TASK_ACTIONS).optional(),
	taskId: z.string().optional(),
	prompt: z.string().optional(),
	times: z
		.union([z.int().min(1), z.literal(ALWAYS)], { error: must(`be a whole number or "${ALWAYS}"`) })
		.transform((times) => (times === ALWAYS ? Infinity : times))
		.optional(),
	after: count.optional(),
	probability: z
		.number()
		.refine((value) => value >= 0 && value <= 1, { error: must('be from 0 to 1') })
		.optional(),
	status: z.int().min(200).max(599).optional(),
	headers: z.record(z.string(), z.string()).optional(),
	body: z.unknown().optional(),
	location: z.string().optional(),
	seconds: count.max(86_400).optional(),
	createFirst: z.boolean().optional(),
});

/** The faults in a JSON text, one or a list; throws with what is wrong. */
export function readFaults(json: string): Fault[] {
	const parsed: unknown = JSON.parse(json);
	const entries: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
	return entries.map((entry) => {
		if (!isObject(entry)) throw new Error('A fault must be an object');
		const checked = check(FAULT, entry);
		if (!checked.ok) throw new Error(checked.complaint);
		return checked.value;
	});
}
