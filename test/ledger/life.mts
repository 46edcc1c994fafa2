/** One process of n8n: the nodes' modules with a memory of their own, which is gone when the process is. */

import { jest } from '@jest/globals';
import type { INodeType } from 'n8n-workflow';

import type * as action from '../../nodes/VeoVideo/VeoVideo.node';
import type * as trigger from '../../nodes/VeoVideo/VeoVideoTrigger.node';
import type { Life } from './clock.mts';

export interface NodeProcess extends Life {
	veoVideo: INodeType;
	veoVideoTrigger: INodeType;
}

/** Starts a process. Only the nodes are loaded anew: n8n itself keeps nothing that these histories look at. */
export function startProcess(): NodeProcess {
	const n8nWorkflow = jest.requireActual<object>('n8n-workflow');
	let nodes: Pick<NodeProcess, 'veoVideo' | 'veoVideoTrigger'> | null = null;
	jest.isolateModules(() => {
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		const { VeoVideo } = require('../../nodes/VeoVideo/VeoVideo.node') as typeof action;
		const { VeoVideoTrigger } =
			require('../../nodes/VeoVideo/VeoVideoTrigger.node') as typeof trigger;
		nodes = { veoVideo: new VeoVideo(), veoVideoTrigger: new VeoVideoTrigger() };
	});
	jest.dontMock('n8n-workflow');
	if (nodes === null) throw new Error('The nodes did not load');
	return { ...(nodes as Pick<NodeProcess, 'veoVideo' | 'veoVideoTrigger'>), isDead: false };
}
