import { AppError, type SessionRecord, type SessionStore } from "@mcp-tools/core";
import type { RedisLink } from "./redis-link.ts";

export interface RedisSessionStoreOptions {
  readonly link: RedisLink;
  /** A session unused for this long is gone. */
  readonly idleMs: number;
  /** Open sessions of all processes; further ones are refused. */
  readonly sessionsMax: number;
}

/** One hash slot, so that a script may touch a session and the list of all. */
const PREFIX = "mcp-tools:{sessions}";
const ALL = `${PREFIX}:all`;
const keyOf = (id: string) => `${PREFIX}:one:${id}`;

/** By Redis' own clock: replicas disagree about the time. */
const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS: session, all. ARGV: id, idle milliseconds, most, record, subscriptions. */
const CREATE = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('EXISTS', KEYS[1]) == 1 then return 'conflict' end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 'full' end
redis.call('HSET', KEYS[1], 'record', ARGV[4], 'subscriptions', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
return 'ok'`;

/** KEYS: session, all. ARGV: id, idle milliseconds, then fields and their values. The session's fields, empty where it is gone. */
const USE = `${NOW}
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
for index = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
return redis.call('HGETALL', KEYS[1])`;

const DELETE = `redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])`;

const COUNT = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZCARD', KEYS[1])`;

/** Sessions of all processes that share a Redis. An idle one ends by itself. */
export function createRedisSessionStore({ link, idleMs, sessionsMax }: RedisSessionStoreOptions): SessionStore {
  async function use(id: string, changes: readonly string[] = []): Promise<SessionRecord | undefined> {
    const fields = (await link.run((client) =>
      client.eval(USE, 2, keyOf(id), ALL, id, idleMs, ...changes),
    )) as string[];
    return fields.length === 0 ? undefined : toRecord(fields);
  }

  return {
    async create(record) {
      const { subscriptions, ...rest } = record;
      const args = [record.id, idleMs, sessionsMax, JSON.stringify(rest), JSON.stringify(subscriptions)];
      const outcome = await link.run((client) => client.eval(CREATE, 2, keyOf(record.id), ALL, ...args));
      if (outcome === "full") {
        throw new AppError(
          "unavailable",
          `All ${sessionsMax} sessions of this server are in use; end one or try again later.`,
        );
      }
      if (outcome === "conflict") throw new AppError("conflict", "A session of this id exists already.");
    },
    get: (id) => use(id),
    async update(id, { logLevel, subscriptions }) {
      await use(id, [
        ...(logLevel === undefined ? [] : ["logLevel", logLevel]),
        ...(subscriptions === undefined ? [] : ["subscriptions", JSON.stringify(subscriptions)]),
      ]);
    },
    delete: async (id) => (await link.run((client) => client.eval(DELETE, 2, keyOf(id), ALL, id))) === 1,
    count: async () => Number(await link.run((client) => client.eval(COUNT, 1, ALL))),
    // The link is its owner's to close.
    close: () => Promise.resolve(),
  };
}

function toRecord(fields: readonly string[]): SessionRecord {
  const values = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2) values.set(fields[index] ?? "", fields[index + 1] ?? "");
  const logLevel = values.get("logLevel");
  return {
    ...(JSON.parse(values.get("record") ?? "{}") as Omit<SessionRecord, "subscriptions">),
    subscriptions: JSON.parse(values.get("subscriptions") ?? "[]") as string[],
    ...(logLevel !== undefined && { logLevel }),
  };
}
