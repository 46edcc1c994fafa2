// Reads faults that come as JSON over the control port, and says what is wrong with those it cannot use.
import { ACTIONS, FACES, FAULT_KINDS, type Fault, type FaultAction } from './contract.mts';
import {
	anyText,
	findComplaint,
	flag,
	integer,
	isObject,
	oneOf,
	optional,
	required,
	type Check,
	type Fields,
} from './fields.mts';

const TASK_ACTIONS: readonly FaultAction[] = ACTIONS.filter((action) => action !== 'other');

/** JSON has no word for Infinity. */
const ALWAYS = 'always';

const times: Check = (value, name) =>
	value === ALWAYS ? null : integer(1, Number.MAX_SAFE_INTEGER)(value, name);

const part: Check = (value, name) =>
	typeof value === 'number' && value >= 0 && value <= 1 ? null : `${name} must be from 0 to 1`;

const headerTexts: Check = (value, name) =>
	isObject(value) && Object.values(value).every((one) => typeof one === 'string')
		? null
		: `${name} must be an object of texts`;

const FIELDS: Fields = {
	kind: required(oneOf(...FAULT_KINDS)),
	face: optional(oneOf(...FACES)),
	action: optional(oneOf(...TASK_ACTIONS)),
	taskId: optional(anyText),
	prompt: optional(anyText),
	times: optional(times),
	after: optional(integer(0, Number.MAX_SAFE_INTEGER)),
	probability: optional(part),
	status: optional(integer(200, 599)),
	headers: optional(headerTexts),
	body: optional(() => null),
	location: optional(anyText),
	createFirst: optional(flag),
};

function isFault(value: unknown): value is Fault {
	return isObject(value) && findComplaint(value, FIELDS) === null;
}

/** The faults in a JSON text, one or a list; throws with what is wrong. */
export function readFaults(json: string): Fault[] {
	const parsed: unknown = JSON.parse(json);
	const entries: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
	return entries.map((entry) => {
		const always = isObject(entry) && entry.times === ALWAYS;
		const fault = always ? { ...entry, times: 1 } : entry;
		if (isFault(fault)) return always ? { ...fault, times: Infinity } : fault;
		const complaint = isObject(fault) ? findComplaint(fault, FIELDS) : null;
		throw new Error(complaint ?? 'A fault must be an object');
	});
}
