/**
 * The PostgreSQL and the Redis that n8n's queue mode needs: where n8n's own settings say
 * (DB_POSTGRESDB_*, QUEUE_BULL_REDIS_*), otherwise on this machine at their standard ports.
 *
 * A database and a prefix of keys are made for the occasion, and nothing of either is left behind.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { atTheEnd } from '../cleanUp.mts';
import type { InstalledN8n } from '../install.mts';

const CONNECT_TIMEOUT_MS = 5_000;
const SCAN_COUNT = 500;

/** The clients that n8n itself brings, as far as they are used here. */
interface PostgresClient {
	connect(): Promise<void>;
	query(sql: string): Promise<unknown>;
	end(): Promise<void>;
}
interface RedisClient {
	connect(): Promise<void>;
	scan(
		cursor: string,
		match: 'MATCH',
		pattern: string,
		count: 'COUNT',
		n: number,
	): Promise<[string, string[]]>;
	del(...keys: string[]): Promise<number>;
	disconnect(): void;
	on(event: 'error', listener: () => void): void;
}

/** Makes the database; gives back the settings with which all processes of one n8n find each other. */
export async function prepareServices(n8n: InstalledN8n): Promise<Record<string, string>> {
	const word = randomUUID().slice(0, 8);
	const database = `veo_video_${word}`;
	const postgres = {
		DB_POSTGRESDB_HOST: process.env['DB_POSTGRESDB_HOST'] ?? 'localhost',
		DB_POSTGRESDB_PORT: process.env['DB_POSTGRESDB_PORT'] ?? '5432',
		DB_POSTGRESDB_USER: process.env['DB_POSTGRESDB_USER'] ?? 'postgres',
		DB_POSTGRESDB_PASSWORD: process.env['DB_POSTGRESDB_PASSWORD'] ?? '',
	};
	const redis = {
		QUEUE_BULL_REDIS_HOST: process.env['QUEUE_BULL_REDIS_HOST'] ?? 'localhost',
		QUEUE_BULL_REDIS_PORT: process.env['QUEUE_BULL_REDIS_PORT'] ?? '6379',
		QUEUE_BULL_REDIS_DB: process.env['QUEUE_BULL_REDIS_DB'] ?? '0',
		QUEUE_BULL_REDIS_USERNAME: process.env['QUEUE_BULL_REDIS_USERNAME'] ?? '',
		QUEUE_BULL_REDIS_PASSWORD: process.env['QUEUE_BULL_REDIS_PASSWORD'] ?? '',
	};
	const require = createRequire(join(n8n.folder, 'node_modules/n8n/package.json'));

	await inPostgres(require, postgres, `CREATE DATABASE ${database}`);
	atTheEnd(async () => {
		await inPostgres(require, postgres, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
	});
	atTheEnd(async () => await removeKeys(require, redis, database));
	return {
		EXECUTIONS_MODE: 'queue',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_DATABASE: database,
		...postgres,
		...redis,
		QUEUE_BULL_PREFIX: database,
		N8N_REDIS_KEY_PREFIX: database,
		N8N_ENCRYPTION_KEY: randomUUID(),
	};
}

async function inPostgres(
	require: NodeJS.Require,
	settings: Record<string, string>,
	sql: string,
): Promise<void> {
	const { Client }: { Client: new (options: object) => PostgresClient } = require('pg');
	const address = `${settings['DB_POSTGRESDB_HOST']}:${settings['DB_POSTGRESDB_PORT']}`;
	const client = new Client({
		host: settings['DB_POSTGRESDB_HOST'],
		port: Number(settings['DB_POSTGRESDB_PORT']),
		user: settings['DB_POSTGRESDB_USER'],
		password: settings['DB_POSTGRESDB_PASSWORD'],
		database: 'postgres',
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
	});
	try {
		await client.connect();
	} catch (error) {
		throw new Error(
			`No PostgreSQL at ${address} (${String(error)}). Start one, or say where it is with DB_POSTGRESDB_HOST, _PORT, _USER and _PASSWORD.`,
		);
	}
	try {
		await client.query(sql);
	} finally {
		await client.end();
	}
}

async function removeKeys(
	require: NodeJS.Require,
	settings: Record<string, string>,
	prefix: string,
) {
	const Redis: new (options: object) => RedisClient = require('ioredis');
	const client = new Redis({
		host: settings['QUEUE_BULL_REDIS_HOST'],
		port: Number(settings['QUEUE_BULL_REDIS_PORT']),
		db: Number(settings['QUEUE_BULL_REDIS_DB']),
		username: settings['QUEUE_BULL_REDIS_USERNAME'],
		password: settings['QUEUE_BULL_REDIS_PASSWORD'],
		lazyConnect: true,
		connectTimeout: CONNECT_TIMEOUT_MS,
		maxRetriesPerRequest: 1,
	});
	client.on('error', () => {});
	try {
		await client.connect();
		let cursor = '0';
		do {
			const [next, keys] = await client.scan(cursor, 'MATCH', `*${prefix}*`, 'COUNT', SCAN_COUNT);
			if (keys.length > 0) await client.del(...keys);
			cursor = next;
		} while (cursor !== '0');
	} finally {
		client.disconnect();
	}
}
