// Where the sandbox listens when it runs as a program of its own.
import { FACES, type SandboxFace } from './contract.mts';

/** The first of seven ports: one for each face in the order of `FACES`, then the control port. */
export const DEFAULT_PORT_BASE = 4010;

/** What people call the faces. */
export const FACE_TITLES: Readonly<Record<SandboxFace, string>> = {
	hingNet: 'HingNet',
	hingNetNative: 'HingNet (native)',
	jieKouAi: 'JieKou AI',
	uniAll: 'UniAll',
	twelveAi: '12AI',
	cdn: 'Video links',
};

/** The ports that follow from the first one; with 0 each is any free port. */
export function portsFrom(base: number): { faces: Record<SandboxFace, number>; control: number } {
	const nth = (index: number) => (base === 0 ? 0 : base + index);
	const faces: Record<SandboxFace, number> = {
		hingNet: 0,
		hingNetNative: 0,
		jieKouAi: 0,
		uniAll: 0,
		twelveAi: 0,
		cdn: 0,
	};
	FACES.forEach((face, index) => {
		faces[face] = nth(index);
	});
	return { faces, control: nth(FACES.length) };
}
