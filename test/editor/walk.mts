/** What every station of the walk has at hand. */
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { N8nApi } from '../n8n/n8nApi.mts';
import { CredentialDialog } from './credentialDialog.mts';
import type { Editor } from './editor.mts';
import { NodesPanel } from './nodesPanel.mts';
import { NodeView } from './nodeView.mts';
import { ACTION_NODE } from './shipped.mts';

export interface Walk {
	sandbox: Sandbox;
	api: N8nApi;
	editor: Editor;
	panel: NodesPanel;
	node: NodeView;
	credential: CredentialDialog;
	/**
	 * Begins a workflow with a Manual Trigger, takes an action of Veo Video from the nodes panel, and
	 * leaves its node open.
	 */
	openNewNode(operation: string): Promise<void>;
}

/** Gets ready for the walk. */
export function makeWalk(sandbox: Sandbox, api: N8nApi, editor: Editor): Walk {
	const panel = new NodesPanel(editor);
	const node = new NodeView(editor);
	return {
		sandbox,
		api,
		editor,
		panel,
		node,
		credential: new CredentialDialog(editor),
		async openNewNode(operation) {
			await editor.newWorkflow();
			await panel.addManualTrigger();
			await panel.openForNextStep();
			await panel.openNode(ACTION_NODE.displayName);
			await panel.entry(ACTION_NODE.actions.get(operation) ?? '').click();
			await node.isOpen();
		},
	};
}
