/** The n8n contexts that requests are sent in. */

import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

/** The n8n context of an action node or a trigger at work. */
export type RunContext = IExecuteFunctions | IPollFunctions;

/** The n8n context of a node at work or open in the editor: all that transport needs of it. */
export type NodeContext = RunContext | ILoadOptionsFunctions;
