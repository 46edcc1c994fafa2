/** Packs the built package as npm would publish it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { at, listAt, textAt } from './json.mts';
import { npm } from './npm.mts';

/** The checkout. */
export const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

export interface Tarball {
	path: string;
	/** The package's name and version. */
	name: string;
	version: string;
	/** Bytes of the tarball, and of what it unpacks to. */
	size: number;
	unpackedSize: number;
	files: Array<{ path: string; size: number }>;
}

/** Packs the checkout into a folder; build first. */
export async function packPackage(folder: string, checkout: string = CHECKOUT): Promise<Tarball> {
	const printed = await npm(['pack', '--json', '--pack-destination', folder], checkout);
	const [report] = listAt({ reports: JSON.parse(printed) }, 'reports');
	return {
		path: join(folder, textAt(report, 'filename')),
		name: textAt(report, 'name'),
		version: textAt(report, 'version'),
		size: Number(at(report, 'size')),
		unpackedSize: Number(at(report, 'unpackedSize')),
		files: listAt(report, 'files').map((file) => ({
			path: textAt(file, 'path'),
			size: Number(at(file, 'size')),
		})),
	};
}
