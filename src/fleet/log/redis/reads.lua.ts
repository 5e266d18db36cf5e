// Scripts of the run log that read it, and what is said to who leads a run.

import { script } from './prelude.lua.ts';

/** run, from, bytes -> lines. */
export const LINES = script(`
local found, room, at = {}, tonumber(ARGV[3]), math.max(tonumber(ARGV[2]), 1) - 1
while true do
  local some = redis.call('LRANGE', key('lines', ARGV[1]), at, at + 63)
  for _, line in ipairs(some) do
    room = room - #line
    if room < 0 and #found > 0 then return found end
    found[#found + 1] = line
    if room <= 0 then return found end
  end
  if #some < 64 then return found end
  at = at + 64
end
`);

/** run -> now, fields of the entry. */
export const ENTRY = script(`return {int(now), redis.call('HGETALL', key('run', ARGV[1]))}`);

/** number that was seen last, most -> now, then number, run, fields of each. */
export const ENTRIES = script(`
local found = {int(now)}
local some = redis.call('ZRANGEBYSCORE', key('runs'), '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for at = 1, #some, 2 do
  found[#found + 1] = {some[at + 1], some[at], redis.call('HGETALL', key('run', some[at]))}
end
return found
`);

/** mark -> mark, runs. */
export const CHANGED = script(`
local is = redis.call('GET', key('generation'))
if not is then return {''} end
local since = 0
if string.sub(ARGV[1], 1, #is + 1) == is .. '.' then since = tonumber(string.sub(ARGV[1], #is + 2)) or 0 end
local found = redis.call('ZRANGEBYSCORE', key('changes'), '(' .. since, '+inf')
table.insert(found, 1, is .. '.' .. (redis.call('GET', key('clock')) or '0'))
return found
`);

/** run, message, most -> whether there was room. A run that rests goes on. */
export const POST = script(`
local run = ARGV[1]
local is = redis.call('HMGET', key('run', run), 'standing', 'until')
if not is[1] or is[1] == 'finished' or redis.call('LLEN', key('mail', run)) >= tonumber(ARGV[3]) then return 0 end
redis.call('RPUSH', key('mail', run), ARGV[2])
if is[1] == 'parked' and tonumber(is[2]) <= now then
  redis.call('HSET', key('run', run), 'standing', 'queued', 'rests', 'queued')
  touch(run)
end
return 1
`);

/**
 * run, generation, epoch, id, how many were taken of all that were ever said -> how many were taken before, messages. They
 * stay until it is known that they arrived.
 */
export const COLLECT = script(`
local run = ARGV[1]
if refusal(run, ARGV[2], ARGV[3], ARGV[4]) then return {'0'} end
local mailed = tonumber(redis.call('HGET', key('run', run), 'mailed'))
local taken = tonumber(ARGV[5])
if taken > mailed then
  redis.call('HSET', key('run', run), 'mailed', int(taken))
  redis.call('LTRIM', key('mail', run), taken - mailed, -1)
  mailed = taken
end
local found = redis.call('LRANGE', key('mail', run), 0, -1)
table.insert(found, 1, int(mailed))
return found
`);
