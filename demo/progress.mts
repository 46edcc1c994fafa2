/** Says in a few words how far the video is. */
import type { Sandbox } from '../sandbox/sandbox.mts';
import { viewTask } from '../sandbox/tasks.mts';

/** What goes on between ordering the video and n8n being done with it, as the terminal shows it. */
export type Progress = () => string;

/** Looks at the newest task in the sandbox; the sandbox knows more than n8n tells while a node runs. */
export function sandboxProgress(sandbox: Sandbox): Progress {
	return () => {
		const task = sandbox.created.at(-1);
		if (!task) return 'n8n has the prompt';
		const { phase, progress } = viewTask(task, Date.now());
		if (phase === 'running') return `running ${progress} %`;
		if (phase !== 'completed') return phase;
		const isFetching = sandbox.requests.some(
			({ action, taskId }) => taskId === task.taskId && (action === 'content' || action === 'link'),
		);
		return isFetching ? 'n8n downloads the video' : 'finished, n8n is about to see it';
	};
}

/** With a real provider there is only n8n to ask, and n8n tells no more than that the node runs. */
export function providerProgress(): Progress {
	return () => 'makes the video, which takes a minute or several';
}
