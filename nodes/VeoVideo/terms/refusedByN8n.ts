/** What to do about a request that n8n itself did not send. */

/** Of n8n's protection against server-side request forgery: it tells of an address that it blocks in these words. */
const BLOCKED = /request was blocked because/i;

/** Whether that is the reason. n8n may say so only when it connects, so that the error comes from its HTTP client. */
export function isBlockedByN8n(message: string): boolean {
	return BLOCKED.test(message);
}

/** Advice for a person. `reason` is n8n's own message. */
export function adviceOnRefusal(reason: string): string {
	return isBlockedByN8n(reason)
		? 'Nothing was sent: the SSRF protection of this n8n blocks the address. Whoever runs this n8n can allow it, with the environment variable N8N_SSRF_ALLOWED_HOSTNAMES (for example localhost) or N8N_SSRF_ALLOWED_IP_RANGES.'
		: 'Nothing was sent: this is an error of n8n itself, not of the service at the Base URL. Check that the credential is still there and that this node may use it. If it stays, look into the log of n8n.';
}
