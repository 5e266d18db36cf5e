// What every script of the run log begins with: names of keys, the server's clock, and who may add to a run. All keys begin
// with one name in braces, so that a Cluster keeps them on one node. A script is done wholly or not at all; its first write
// is one that a full server refuses, so that nothing is left half done.
//
// <p>:generation, :settled   identity of what is kept; until when leases wait after it was made
// <p>:run:<run>              a hash: the entry;  :lines:<run>, :mail:<run>  lists;  :held:<run>  its targets, a set
// <p>:runs, :changes         runs by when they were entered, and by when they changed last; :clock counts both
// <p>:gone                   runs that were forgotten because they are over, by when
// <p>:targets, :target:<t>   targets in use or in doubt; :token is the last fencing token of all
// <p>:pieces, :piece:<name>  outputs on their way home; :pieces:bytes is their sum
// <p>:workers, :workers:until, :role:<role>

import { createHash } from 'node:crypto';

/** A script of Lua, as the server knows it. */
export interface Script {
  readonly text: string;
  /** sha1 in hex. */
  readonly sha: string;
}

const COMMON = `
local P = KEYS[1]
local T = redis.call('TIME')
local now = T[1] * 1000 + math.floor(T[2] / 1000)
local NO_HASH = string.rep('0', 64)

local function key(...) return P .. ':' .. table.concat({...}, ':') end
local function int(n) return string.format('%.0f', n) end
local function count() return redis.call('INCR', key('clock')) end
local function touch(run) redis.call('ZADD', key('changes'), count(), run) end

-- Makes the store's identity where there is none: it is new, or has lost everything.
local function generation(candidate, settle_ms)
  local is = redis.call('GET', key('generation'))
  if is then return is end
  redis.call('SET', key('generation'), candidate)
  redis.call('SET', key('settled'), int(now + settle_ms))
  return candidate
end

-- Why a hold gives no right any more; nil where it does.
local function refusal(run, generation, epoch, id)
  if redis.call('GET', key('generation')) ~= generation then return {'forgotten'} end
  local is = redis.call('HMGET', key('run', run), 'epoch', 'id')
  if not is[1] then
    if redis.call('ZSCORE', key('gone'), run) then return {'finished'} end
    return {'forgotten'}
  end
  if tonumber(is[1]) < tonumber(epoch) then return {'forgotten'} end
  if is[1] ~= epoch or is[2] ~= id then return {'fenced', is[1]} end
  return nil
end

-- A target that nobody has is no target.
local function free(target, run)
  redis.call('DEL', key('target', target))
  redis.call('SREM', key('targets'), target)
  redis.call('SREM', key('held', run), target)
end

-- Lists take some thousand values in one command.
local function append(list, from, last)
  for first = from, last, 1000 do
    redis.call('RPUSH', list, unpack(ARGV, first, math.min(first + 999, last)))
  end
end
`;

/** A script out of what it does, after what they all begin with. */
export function script(body: string): Script {
  const text = `${COMMON}${body}`;
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
