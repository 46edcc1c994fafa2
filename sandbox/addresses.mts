// Every place where the sandbox listens, as it follows from the list of dialects.
import type { OriginName, Sandbox } from './contract.mts';
import type { OriginRule } from './dialects/dialect.mts';
import { DIALECTS, FACES, type SandboxFace } from './dialects/index.mts';

/** The first port: one for each of `PLACES` in their order, then the control port. */
export const DEFAULT_PORT_BASE = 4010;

/** A face's name for its `api`, and with the origin's name behind a dot for its others. */
export type PlaceName = SandboxFace | `${SandboxFace}.${OriginName}`;

/** An origin of the sandbox: a port of its own. */
export interface Place {
	name: PlaceName;
	face: SandboxFace;
	origin: OriginName;
	/** What people call it. */
	title: string;
	credential: OriginRule['credential'];
}

/** The name of one origin of a face. */
export function placeName(face: SandboxFace, origin: OriginName): PlaceName {
	return origin === 'api' ? face : `${face}.${origin}`;
}

function placesOf(face: SandboxFace): Place[] {
	const api = { name: face, face, origin: 'api' as const };
	if (face === 'cdn') return [{ ...api, title: 'Video links', credential: 'refused' }];
	const { title, origins = [] } = DIALECTS[face];
	return [
		{ ...api, title, credential: 'needed' },
		...origins.map((rule) => ({
			name: placeName(face, rule.name),
			face,
			origin: rule.name,
			title: `${title}: ${rule.title}`,
			credential: rule.credential,
		})),
	];
}

/** All places in the order of their ports. */
export const PLACES: readonly Place[] = FACES.flatMap(placesOf);

/** The port of the place at `index`, or of the control port behind the last; 0 is any free one. */
export function portAt(firstPort: number, index: number): number {
	return firstPort === 0 ? 0 : firstPort + index;
}

/** The base URL of every place by its name. */
export function placeUrls(sandbox: Sandbox): Record<string, string> {
	return Object.fromEntries(
		PLACES.map(({ name, face, origin }) => [name, sandbox.url(face, origin)]),
	);
}
