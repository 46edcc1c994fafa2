// Which bytes a request asks for: RFC 9110, sections 13.1.5 (If-Range) and 14 (Range).
import type { Film } from './film.mts';

export type Span =
	{ status: 200 | 206; start: number; end: number } | { status: 416; start: 0; end: 0 };

/** The span to send, `end` not included; forms that the RFC lets a server ignore give the whole. */
export function readRange(headers: Readonly<Record<string, string>>, film: Film): Span {
	const whole: Span = { status: 200, start: 0, end: film.size };
	const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
	if (!match || (match[1] === '' && match[2] === '')) return whole;
	const ifRange = headers['if-range'];
	if (ifRange !== undefined && ifRange !== film.etag) return whole;
	if (match[1] === '') {
		const suffix = Number(match[2]);
		if (suffix === 0) return { status: 416, start: 0, end: 0 };
		return { status: 206, start: Math.max(0, film.size - suffix), end: film.size };
	}
	const start = Number(match[1]);
	const last = match[2] === '' ? film.size - 1 : Number(match[2]);
	if (match[2] !== '' && last < start) return whole;
	if (start >= film.size) return { status: 416, start: 0, end: 0 };
	return { status: 206, start, end: Math.min(last + 1, film.size) };
}
