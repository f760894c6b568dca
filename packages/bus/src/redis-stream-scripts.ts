export const ENDED = "end";

/**
 * KEYS: head, events, the session's streams. ARGV: stream, most events, idle milliseconds, data, channel, the claim it is added
 * under or nothing, a name for this very event, retention where it is the last one or nothing. 0 where it has ended, -1 where another has claimed it. Said again after an answer
 * that did not arrive, it adds nothing.
 */
export const APPEND = `local fields = redis.call('HMGET', KEYS[1], 'ended', 'owner', 'newest', 'seq')
if fields[3] == ARGV[7] then return tonumber(fields[4]) end
if fields[1] then return 0 end
if ARGV[6] ~= '' and fields[2] and fields[2] ~= ARGV[6] then return -1 end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('HSET', KEYS[1], 'newest', ARGV[7])
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[2], seq .. '-0', 'd', ARGV[4])
redis.call('SADD', KEYS[3], ARGV[1])
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[3]) end
redis.call('PUBLISH', ARGV[5], seq .. ':' .. ARGV[4])
if ARGV[8] ~= '' then
  redis.call('HSET', KEYS[1], 'ended', '1')
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[8]) end
  redis.call('PUBLISH', ARGV[5], '${ENDED}')
end
return seq`;

/** KEYS: head, events. ARGV: after, idle milliseconds. Nil where it cannot be read from there, else the events as seq, data, … */
export const READ = `local last = tonumber(redis.call('HGET', KEYS[1], 'seq') or '0')
local ended = redis.call('HEXISTS', KEYS[1], 'ended') == 1
local after = tonumber(ARGV[1])
if (last == 0 and not ended) or after < 0 or after > last then return false end
if not ended then for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end end
local found = redis.call('XRANGE', KEYS[2], (after + 1) .. '-0', '+')
local answer = {}
for _, event in ipairs(found) do
  table.insert(answer, string.sub(event[1], 1, -3))
  table.insert(answer, event[2][2])
end
if last > after and (#found == 0 or tonumber(answer[1]) ~= after + 1) then return false end
return answer`;

/** KEYS: head, events, the session's streams. ARGV: stream, retention, channel, the claim it is ended under or nothing. */
export const END = `local owner = redis.call('HGET', KEYS[1], 'owner')
if ARGV[4] ~= '' and owner and owner ~= ARGV[4] then return 0 end
if redis.call('HSETNX', KEYS[1], 'ended', '1') == 0 then return 0 end
redis.call('SADD', KEYS[3], ARGV[1])
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
redis.call('PUBLISH', ARGV[3], '${ENDED}')
return 1`;

/** KEYS: the session's streams. ARGV: prefix of the session's keys, channel of what becomes of it. */
export const DELETE = `for _, stream in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  redis.call('DEL', ARGV[1] .. ':head:' .. stream, ARGV[1] .. ':events:' .. stream)
end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], '${ENDED}')`;

/**
 * What is known of a stream that somebody follows; ends one whose process has died, or gives it to who can do its work. KEYS:
 * head, events, the sign of life of whoever claimed it. ARGV: idle milliseconds, retention, most events, channel, a claim for
 * who can do its work or nothing, milliseconds of the claim.
 */
export const HEAD = `local words = redis.call('HGET', KEYS[1], 'words')
local work = false
if redis.call('HEXISTS', KEYS[1], 'ended') == 1 then words = false
elseif words and redis.call('EXISTS', KEYS[3]) == 0 then
  if ARGV[5] ~= '' then work = redis.call('HGET', KEYS[1], 'work') end
  if work then
    redis.call('HDEL', KEYS[1], 'work')
    redis.call('HSET', KEYS[1], 'owner', ARGV[5])
    redis.call('SET', KEYS[3], '1', 'PX', ARGV[6])
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
    redis.call('PEXPIRE', KEYS[2], ARGV[1])
  else
    for _, data in ipairs(cjson.decode(words)) do
      local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
      redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[3], seq .. '-0', 'd', data)
    end
    redis.call('HSET', KEYS[1], 'ended', '1')
    for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
    redis.call('PUBLISH', ARGV[4], '${ENDED}')
  end
else redis.call('PEXPIRE', KEYS[1], ARGV[1]); redis.call('PEXPIRE', KEYS[2], ARGV[1]) end
local head = redis.call('HMGET', KEYS[1], 'seq', 'ended')
return {head[1], head[2], words and 1 or 0, work, words}`;

/**
 * KEYS: head, sign of life. ARGV: idle milliseconds, last words, milliseconds of the claim, claim, work or nothing. Said again by
 * who gives the claim up; nothing to a stream that another has taken over.
 */
export const CLAIM = `local owner = redis.call('HGET', KEYS[1], 'owner')
if owner and owner ~= ARGV[4] then return end
redis.call('HSET', KEYS[1], 'words', ARGV[2], 'owner', ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'work', ARGV[5]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])`;
