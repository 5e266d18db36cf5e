// Scripts of leases on targets, of outputs on their way home, and of who is there.

import { script } from './prelude.lua.ts';

/**
 * run, generation, epoch, id, target, lease_ms -> had, token; busy, run, worker; quarantined, run, changes; settling, ms; or
 * fenced. A token is greater than all before it on any target, and not less than the clock: so it is after the store has
 * lost what it kept, too.
 */
export const LEASE = script(`
local run, target = ARGV[1], ARGV[5]
if refusal(run, ARGV[2], ARGV[3], ARGV[4]) then return {'fenced'} end
local mine = redis.call('HMGET', key('run', run), 'standing', 'worker')
if mine[1] == 'finished' then return {'fenced'} end
local has = redis.call('HMGET', key('target', target), 'run', 'until', 'under_way', 'worker')
if has[1] and has[1] ~= run then
  if tonumber(has[2]) > now then return {'busy', has[1], has[4]} end
  if has[3] ~= '[]' then return {'quarantined', has[1], has[3]} end
end
local settled = tonumber(redis.call('GET', key('settled')) or '0')
if has[1] ~= run and settled > now then return {'settling', int(settled - now)} end
local token = int(math.max(tonumber(redis.call('GET', key('token')) or '0') + 1, now))
redis.call('SET', key('token'), token)
redis.call('HSET', key('target', target), 'run', run, 'until', int(now + ARGV[6]), 'token', token, 'worker', mine[2])
if has[1] ~= run then
  redis.call('HSET', key('target', target), 'under_way', '[]')
  if has[1] then redis.call('SREM', key('held', has[1]), target) end
end
redis.call('HSET', key('run', run), 'target', target)
redis.call('SADD', key('targets'), target)
redis.call('SADD', key('held', run), target)
return {'had', token}
`);

/** generation, target, run, token, lease_ms -> whether it is still held. */
export const RENEW_LEASE = script(`
if redis.call('GET', key('generation')) ~= ARGV[1] then return 0 end
local has = redis.call('HMGET', key('target', ARGV[2]), 'run', 'token')
if has[1] ~= ARGV[3] or has[2] ~= ARGV[4] then return 0 end
redis.call('HSET', key('target', ARGV[2]), 'until', int(now + ARGV[5]))
return 1
`);

/** generation, target, run, token -> nothing. */
export const END_LEASE = script(`
if redis.call('GET', key('generation')) ~= ARGV[1] then return false end
local has = redis.call('HMGET', key('target', ARGV[2]), 'run', 'token', 'under_way')
if has[1] == ARGV[3] and has[2] == ARGV[4] and has[3] == '[]' then free(ARGV[2], ARGV[3]) end
return false
`);

/** -> target, run, token, ms left, changes under way, of each. */
export const TARGETS = script(`
local found = {}
for _, target in ipairs(redis.call('SMEMBERS', key('targets'))) do
  local has = redis.call('HMGET', key('target', target), 'run', 'token', 'until', 'under_way')
  if has[1] and (tonumber(has[3]) > now or has[4] ~= '[]') then
    found[#found + 1] = {target, has[1], has[2], int(tonumber(has[3]) - now), has[4]}
  elseif has[1] then
    free(target, has[1])
  end
end
return found
`);

/** name, run, digest, offset, size, bytes, most bytes of all -> whether there was room. */
export const SHIP = script(`
local name = ARGV[1]
if redis.call('EXISTS', key('piece', name)) == 1 then return 1 end
local bytes = tonumber(redis.call('GET', key('pieces', 'bytes')) or '0')
if bytes + #ARGV[6] > tonumber(ARGV[7]) then return 0 end
redis.call('HSET', key('piece', name), 'run', ARGV[2], 'digest', ARGV[3], 'offset', ARGV[4], 'size', ARGV[5], 'bytes', ARGV[6])
redis.call('ZADD', key('pieces'), count(), name)
redis.call('INCRBY', key('pieces', 'bytes'), #ARGV[6])
return 1
`);

/** bytes -> run, digest, offset, size, bytes of each; at least one where there is one. */
export const SHIPPED = script(`
local found, room = {}, tonumber(ARGV[1])
for _, name in ipairs(redis.call('ZRANGE', key('pieces'), 0, 999)) do
  local piece = redis.call('HMGET', key('piece', name), 'run', 'digest', 'offset', 'size', 'bytes')
  if piece[5] then
    room = room - #piece[5]
    if room < 0 and #found > 0 then return found end
    found[#found + 1] = piece
  end
end
return found
`);

/** names -> nothing. */
export const RECEIVED = script(`
for _, name in ipairs(ARGV) do
  local size = redis.call('HSTRLEN', key('piece', name), 'bytes')
  if redis.call('DEL', key('piece', name)) == 1 then redis.call('DECRBY', key('pieces', 'bytes'), size) end
  redis.call('ZREM', key('pieces'), name)
end
return false
`);

/** name, state, ms -> nothing. */
export const ANNOUNCE = script(`
redis.call('HSET', key('workers'), ARGV[1], ARGV[2])
redis.call('ZADD', key('workers', 'until'), int(now + ARGV[3]), ARGV[1])
return false
`);

/** -> states. */
export const WORKERS = script(`
for _, name in ipairs(redis.call('ZRANGEBYSCORE', key('workers', 'until'), '-inf', int(now))) do
  redis.call('ZREM', key('workers', 'until'), name)
  redis.call('HDEL', key('workers'), name)
end
return redis.call('HVALS', key('workers'))
`);

/** role, who, ms -> whether it is the one who has it. */
export const LEADS = script(`
local has = redis.call('GET', key('role', ARGV[1]))
if has and has ~= ARGV[2] then return 0 end
redis.call('SET', key('role', ARGV[1]), ARGV[2], 'PX', ARGV[3])
return 1
`);
