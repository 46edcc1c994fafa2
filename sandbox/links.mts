// Signed-looking video links: they need no key, cannot be guessed, and can expire.
import { createHash } from 'node:crypto';

import type { SandboxTask } from './tasks.mts';

const LINK_PATH = '/files/';

export interface VideoLink {
	task: SandboxTask;
	expired: boolean;
}

export interface Links {
	/** The link to a task's video on this origin. */
	sign(origin: string, task: SandboxTask, index: number): string;
	/** Whether a path has the look of a link. */
	looksLikeLink(pathname: string): boolean;
	/** What a link leads to, or null if it is not one that was handed out. */
	open(pathname: string, query: URLSearchParams): VideoLink | null;
}

/** Links for the tasks of one sandbox; `secret` signs them. */
export function makeLinks(tasks: ReadonlyMap<string, SandboxTask>, secret: string): Links {
	const signature = (pathname: string) =>
		createHash('sha256').update(`${secret} ${pathname}`).digest('hex').slice(0, 32);

	return {
		sign(origin, task, index) {
			const id = encodeURIComponent(task.taskId);
			const pathname = `${LINK_PATH}${id}/${task.linkEdition}/${index}.mp4`;
			return `${origin}${pathname}?X-Expires=3600&X-Signature=${signature(pathname)}`;
		},
		looksLikeLink(pathname) {
			return pathname.startsWith(LINK_PATH);
		},
		open(pathname, query) {
			if (query.get('X-Signature') !== signature(pathname)) return null;
			const [id = '', edition = ''] = pathname.slice(LINK_PATH.length).split('/');
			const task = tasks.get(decodeURIComponent(id));
			return task ? { task, expired: Number(edition) < task.linkEdition } : null;
		},
	};
}
