// Scripts of the run log that enter runs, say who may go on with them, and add to them.

import { script } from './prelude.lua.ts';

/** candidate, settle_ms -> the store's identity. */
export const GENERATION = script(`return generation(ARGV[1], tonumber(ARGV[2]))`);

/** candidate, settle_ms, run, order, signature -> created or known. */
export const CREATE = script(`
generation(ARGV[1], tonumber(ARGV[2]))
local run = ARGV[3]
if redis.call('EXISTS', key('run', run)) == 1 or redis.call('ZSCORE', key('gone'), run) then return 'known' end
redis.call('HSET', key('run', run), 'order', ARGV[4], 'order_signature', ARGV[5], 'standing', 'queued', 'rests', 'queued',
  'epoch', '0', 'seq', '0', 'hash', NO_HASH, 'signature', '', 'until', '0', 'id', '', 'mailed', '0')
redis.call('ZADD', key('runs'), count(), run)
touch(run)
return 'created'
`);

/** run, worker, hold_ms, id -> nothing; held, by whom; or taken, generation, now, fields of the entry. */
export const TAKE = script(`
local run, worker = ARGV[1], ARGV[2]
local is = redis.call('HMGET', key('run', run), 'standing', 'until', 'worker')
if not is[1] or is[1] == 'finished' then return false end
local generation = redis.call('GET', key('generation'))
if not generation then return false end
if tonumber(is[2]) > now and is[3] ~= worker then return {'held', is[3]} end
redis.call('HSET', key('run', run), 'standing', 'led', 'worker', worker, 'id', ARGV[4], 'until', int(now + ARGV[3]))
redis.call('HINCRBY', key('run', run), 'epoch', 1)
touch(run)
return {'taken', generation, int(now), redis.call('HGETALL', key('run', run))}
`);

/** run, generation, epoch, id, hold_ms -> a refusal or nothing. */
export const RENEW = script(`
local refused = refusal(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if refused then return refused end
redis.call('HSET', key('run', ARGV[1]), 'until', int(now + ARGV[5]))
return false
`);

/**
 * run, generation, epoch, id, mail taken -> nothing. A run that stands still although something was said to it goes on: who
 * said it believed that somebody was there.
 */
export const RELEASE = script(`
local run = ARGV[1]
if refusal(run, ARGV[2], ARGV[3], ARGV[4]) then return false end
local is = redis.call('HMGET', key('run', run), 'standing', 'rests', 'mailed')
local standing = is[1]
if standing == 'led' then standing = is[2] == 'led' and 'queued' or is[2] end
local taken = tonumber(ARGV[5])
if standing == 'parked' and redis.call('LLEN', key('mail', run)) > math.max(taken - tonumber(is[3]), 0) then
  standing = 'queued'
end
redis.call('HSET', key('run', run), 'standing', standing, 'rests', standing, 'until', '0',
  'mailed', int(math.max(taken, tonumber(is[3]))))
if taken > tonumber(is[3]) then redis.call('LTRIM', key('mail', run), taken - tonumber(is[3]), -1) end
touch(run)
return false
`);

/**
 * run, generation, epoch, id, number and hash before the lines, number and hash after them, signature, standing, target,
 * token, changes under way ("" as they are), lines -> a refusal or nothing. What was added already is accepted once more.
 */
export const ADD = script(`
local run, standing, target, under_way = ARGV[1], ARGV[10], ARGV[11], ARGV[13]
local refused = refusal(run, ARGV[2], ARGV[3], ARGV[4])
if refused then return refused end
local is = redis.call('HMGET', key('run', run), 'seq', 'hash', 'standing', 'target')
local same = is[1] == ARGV[7] and is[2] == ARGV[8]
if is[3] == 'finished' then
  if same and standing == 'finished' then return false end
  return {'finished'}
end
if not same and (is[1] ~= ARGV[5] or is[2] ~= ARGV[6]) then return {'gap', is[1], is[2]} end
if target ~= '' then
  local has = redis.call('HMGET', key('target', target), 'run', 'token', 'until')
  if has[1] ~= run or has[2] ~= ARGV[12] or tonumber(has[3]) <= now then return {'unleased'} end
end
redis.call('HSET', key('run', run), 'seq', ARGV[7], 'hash', ARGV[8], 'signature', ARGV[9], 'standing', standing,
  'rests', standing)
if not same then append(key('lines', run), 14, #ARGV) end
if standing == 'finished' then
  for _, one in ipairs(redis.call('SMEMBERS', key('held', run))) do
    if redis.call('HGET', key('target', one), 'run') == run then free(one, run) end
  end
elseif under_way ~= '' then
  local on = target ~= '' and target or is[4]
  for _, one in ipairs(redis.call('SMEMBERS', key('held', run))) do
    if redis.call('HGET', key('target', one), 'run') == run and (one == on or under_way == '[]') then
      redis.call('HSET', key('target', one), 'under_way', under_way)
    end
  end
end
touch(run)
return false
`);

/** name of a list, lines -> nothing. What is brought here waits for RESTORE, for a minute. */
export const BRING = script(`
append(key('brought', ARGV[1]), 2, #ARGV)
redis.call('PEXPIRE', key('brought', ARGV[1]), 60000)
return false
`);

/**
 * candidate, settle_ms, run, order, its signature, standing, worker, number and hash before the lines, number and hash after
 * them, signature, name of the list of lines, target, changes under way on it -> a refusal or nothing.
 */
export const RESTORE = script(`
local run, standing, target = ARGV[3], ARGV[6], ARGV[14]
local brought = key('brought', ARGV[13])
generation(ARGV[1], tonumber(ARGV[2]))
if redis.call('ZSCORE', key('gone'), run) then return {'finished'} end
local is = redis.call('HMGET', key('run', run), 'epoch', 'seq', 'hash', 'standing')
local seq, hash = is[2] or '0', is[3] or NO_HASH
if is[1] then
  if tonumber(is[1]) > 0 then return {'fenced', is[1]} end
  if seq == ARGV[10] and hash == ARGV[11] then return false end
  if is[4] == 'finished' then return {'finished'} end
end
if seq ~= ARGV[8] or hash ~= ARGV[9] then return {'gap', seq, hash} end
if tonumber(ARGV[10]) - tonumber(ARGV[8]) ~= redis.call('LLEN', brought) then return {'gap', seq, hash} end
redis.call('HSET', key('run', run), 'standing', standing, 'rests', standing, 'seq', ARGV[10], 'hash', ARGV[11],
  'signature', ARGV[12])
if ARGV[7] ~= '' then redis.call('HSET', key('run', run), 'worker', ARGV[7]) end
if not is[1] then
  redis.call('HSET', key('run', run), 'order', ARGV[4], 'order_signature', ARGV[5], 'epoch', '0', 'until', '0', 'id', '',
    'mailed', '0')
  redis.call('ZADD', key('runs'), count(), run)
end
if redis.call('EXISTS', key('lines', run)) == 0 and redis.call('EXISTS', brought) == 1 then
  redis.call('RENAME', brought, key('lines', run))
  redis.call('PERSIST', key('lines', run))
else
  for first = 0, redis.call('LLEN', brought) - 1, 1000 do
    redis.call('RPUSH', key('lines', run), unpack(redis.call('LRANGE', brought, first, first + 999)))
  end
  redis.call('DEL', brought)
end
if target ~= '' then
  local has = redis.call('HMGET', key('target', target), 'run', 'until', 'under_way')
  if not has[1] or has[1] == run or (tonumber(has[2]) <= now and has[3] == '[]') then
    redis.call('HSET', key('target', target), 'run', run, 'until', '0', 'token', '0', 'under_way', ARGV[15],
      'worker', ARGV[7])
    redis.call('HSET', key('run', run), 'target', target)
    redis.call('SADD', key('targets'), target)
    redis.call('SADD', key('held', run), target)
  end
end
touch(run)
return false
`);

/** run, since when a forgotten one is remembered, now excluded, in ms -> nothing. */
export const FORGET = script(`
local run = ARGV[1]
local standing = redis.call('HGET', key('run', run), 'standing')
if standing and standing ~= 'finished' then return false end
redis.call('ZADD', key('gone'), int(now), run)
redis.call('ZREMRANGEBYSCORE', key('gone'), '-inf', int(now - ARGV[2]))
redis.call('DEL', key('run', run), key('lines', run), key('mail', run), key('held', run))
redis.call('ZREM', key('runs'), run)
redis.call('ZREM', key('changes'), run)
return false
`);
