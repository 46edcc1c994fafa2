/** Which addresses only this machine, or its own network, can reach. */

const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa)$/;

/** By the address alone: nobody is asked what a name stands for. */
export function isPrivateHost(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const host = new URL(url).hostname.replace(/\.$/, '').toLowerCase();
	if (host.startsWith('[')) return isPrivateV6(host.slice(1, -1));
	const numbers = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host.split('.').map(Number) : null;
	if (numbers !== null) return isPrivateV4(numbers);
	// A name without a dot is one of a local network, as a container's in Docker Compose.
	return LOCAL_NAME.test(host) || !host.includes('.');
}

function isPrivateV4([a = 0, b = 0]: readonly number[]): boolean {
	return (
		a === 0 ||
		a === 10 ||
		a === 127 ||
		(a === 100 && b >= 64 && b < 128) ||
		(a === 169 && b === 254) ||
		(a === 172 && b >= 16 && b < 32) ||
		(a === 192 && b === 168)
	);
}

function isPrivateV6(host: string): boolean {
	const [, high = '', low = ''] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(host) ?? [];
	if (high !== '') {
		const [first, second] = [parseInt(high, 16), parseInt(low, 16)];
		return isPrivateV4([first >> 8, first & 255, second >> 8, second & 255]);
	}
	return host === '::1' || host === '::' || /^(f[cd]|fe[89ab])/.test(host);
}
