/** Replies that gateways were seen to send in place of what their pages print, and texts made to do harm. */

export interface OddReply {
	/** Where such a reply comes from. */
	from: string;
	/** As it came, so that keys such as `__proto__` stay what they are. */
	body: string;
}

const reply = (from: string, body: string): OddReply => ({ from, body });

export const ODD_REPLIES: readonly OddReply[] = [
	reply('null', 'null'),
	reply('a list', '[{"id":"video_1"}]'),
	reply('a number', '42'),
	reply('an empty object', '{}'),
	reply('everything null', '{"id":null,"status":null,"error":null,"task":null,"videos":null}'),
	reply('an error that is true', '{"error":true}'),
	reply('an error that is a number', '{"error":500}'),
	reply('an error that is a list', '{"error":["a","b"]}'),
	reply('an error in an error', '{"error":{"error":{"message":"deep"}}}'),
	reply('an error whose message is an object', '{"error":{"message":{"text":"no"}}}'),
	reply('an empty error', '{"id":"x","status":"queued","error":{}}'),
	reply('an error without words', '{"error":{"code":null,"message":""}}'),
	reply('Google, as a list', '[{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}]'),
	reply(
		'Google, in a text',
		'{"code":"fail_to_fetch_task","message":"{\\"error\\":{\\"code\\":404}}","data":null}',
	),
	reply('new-api, success with data', '{"code":"success","message":"","data":{"task_id":"x"}}'),
	reply('new-api, a task in data', '{"code":"success","data":{"task_id":"x","status":"SUCCESS"}}'),
	reply(
		'fail_reason with a link',
		'{"id":"x","status":"SUCCESS","fail_reason":"https://a.example/1"}',
	),
	reply('a status in capitals', '{"id":"x","status":"COMPLETED"}'),
	reply('a status with a space', '{"id":"x","status":" completed "}'),
	reply('a status that is a number', '{"id":"x","status":2}'),
	reply('a status that is an object', '{"id":"x","status":{"code":2}}'),
	reply('a progress beyond all', '{"id":"x","status":"running","progress":"1e400"}'),
	reply('a progress below all', '{"id":"x","status":"running","progress":-5}'),
	reply('a progress in words', '{"id":"x","status":"running","progress":"almost"}'),
	reply('a progress in a list', '{"id":"x","status":"running","progress":[50]}'),
	reply('completed without a video', '{"id":"x","status":"completed","video_url":""}'),
	reply(
		'completed with a null link',
		'{"id":"x","status":"completed","video_url":null,"result":null}',
	),
	reply(
		'a link in an object',
		'{"id":"x","status":"completed","video_url":{"url":"https://a.example"}}',
	),
	reply(
		'videos as an object',
		'{"task":{"task_id":"x","status":"TASK_STATUS_SUCCEED"},"videos":{"0":1}}',
	),
	reply(
		'videos of nulls',
		'{"task":{"task_id":"x","status":"TASK_STATUS_SUCCEED"},"videos":[null,1,""]}',
	),
	reply(
		'a lifetime beyond all',
		'{"task":{"task_id":"x","status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"https://a.example/1","video_url_ttl":1e300}]}',
	),
	reply(
		'a lifetime below all',
		'{"task":{"task_id":"x","status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"https://a.example/1","video_url_ttl":"-1"}]}',
	),
	reply('done in words', '{"name":"operations/x","done":"true"}'),
	reply('done without a response', '{"name":"operations/x","done":true,"response":null}'),
	reply(
		'samples of nulls',
		'{"name":"x","done":true,"response":{"generateVideoResponse":{"generatedSamples":[null,{"video":null}]}}}',
	),
	reply(
		'filter reasons of numbers',
		'{"name":"x","done":true,"response":{"raiMediaFilteredReasons":[1,null]}}',
	),
	reply('a time that is none', '{"id":"x","status":"queued","created_at":"yesterday"}'),
	reply(
		'a time after all times',
		'{"id":"x","status":"completed","completed_at":99999999999999999999}',
	),
	reply('a time before all times', '{"id":"x","status":"queued","created_at":-62135596800}'),
	reply('an id that is a number', '{"id":12345,"status":"queued"}'),
	reply('an id that is huge', `{"id":"${'x'.repeat(100_000)}","status":"queued"}`),
	reply('an id of a path', '{"id":"../../../etc/passwd","status":"completed"}'),
	reply(
		'an id of __proto__',
		'{"id":"__proto__","task_id":"__proto__","name":"__proto__","status":"queued"}',
	),
	reply('a poisoned object', '{"__proto__":{"polluted":true,"status":"completed","id":"x"}}'),
	reply(
		'a poisoned constructor',
		'{"constructor":{"prototype":{"polluted":true}},"id":"x","status":"queued"}',
	),
	reply(
		'a poisoned data',
		'{"data":{"__proto__":{"polluted":true},"task_id":"x"},"status":"queued"}',
	),
	reply('a poisoned error', '{"error":{"__proto__":{"message":"polluted"}}}'),
	reply('inherited names', '{"id":"x","status":"toString","error":{"code":"constructor"}}'),
	reply('its own toJSON', '{"id":"x","status":"queued","toJSON":"no","then":"no"}'),
	reply('the same key twice', '{"id":"a","id":"b","status":"queued","status":"failed"}'),
	reply(
		'deep nesting',
		`{"id":"x","status":"queued","error":${'['.repeat(500)}${']'.repeat(500)}}`,
	),
];

/** Links that are never followed: other schemes, user info, and what only looks like a link. */
export const HOSTILE_LINKS: readonly string[] = [
	'javascript:alert(1)',
	'data:video/mp4;base64,AAAA',
	'file:///etc/passwd',
	'ftp://a.example/1.mp4',
	'blob:https://a.example/1',
	'//a.example/1.mp4',
	'/v1/videos/1/content',
	'a.example/1.mp4',
	'https://',
	'https://user@a.example/1.mp4',
	'https://user:pass@a.example/1.mp4',
	'https://:pass@a.example/1.mp4',
	'https://api.example.com@evil.example/1.mp4',
	'https://api.example.com%40b@evil.example/',
	'https:\\\\user@a.example\\1.mp4',
	' https://a.example/1.mp4',
	'https://a b.example/',
	'https://[::1/',
	'https://a.example:99999/',
];

/** Task ids and other texts made to do harm. None of them is half of a surrogate pair. */
export const HOSTILE_TEXTS: readonly string[] = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'../../etc/passwd',
	'..\\..\\windows\\system32',
	'/etc/passwd',
	'C:\\con',
	'a/b?c=d#e',
	'@evil.example/',
	'//evil.example/',
	':80@evil.example',
	'x\r\nX-Injected: 1',
	'\0',
	'\u202egnp.exe',
	'{{ $credentials.apiKey }}',
	'=1+1',
	'<script>alert(1)</script>',
	"'; drop table tasks; --",
	'%2e%2e%2f',
	'🦁',
];
