/**
 * How scripts read and write sketches. A million of them live in the memory of Redis, so what is stored is short: sessions are fields of one hash for each tenant,
 * without a key and a time to live of their own, times are told from when the session was last seen, and scores are integers of 1e-7.
 *
 * In the scripts a sketch is an array: events, flagged, max score, first at, last at, score sum, excess evidence, score evidence, streak prefix, suffix,
 * best, top rows ("row:score,…"), user id, model, last seen, closed at, sessions; those of sessions go on with the id of the last event kept, the highest band
 * that stage 2 was told of, when it began, the verdict of stage 2 as in `encodeVerdict`, false before there is one, and digests of event ids.
 *
 * A session whose time is over may still lie there: `read_session` does not give it.
 */
export const SKETCHES = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function scaled(score) return math.floor(score * 1e7 + 0.5) end

local function pack(sketch)
  local seen, top, verdict = sketch[15], {}, false
  local function ago(at) return at ~= '' and seen - at or '' end
  for row, score in string.gmatch(sketch[12], '(%d+):([^,]+)') do
    top[#top + 1], top[#top + 2] = tonumber(row), scaled(tonumber(score))
  end
  local stored = { sketch[1], sketch[2], scaled(sketch[3]), ago(sketch[4]), ago(sketch[5]) }
  for i = 6, 17 do stored[i] = sketch[i] end
  stored[12], stored[16] = top, sketch[16] ~= 0 and ago(sketch[16]) or ''
  if sketch[20] then
    local ms, sequence = string.match(sketch[18], '^(%d+)-(%d+)$')
    if sketch[21] then
      verdict = { unpack(sketch[21]) }
      verdict[1], verdict[12] = ago(verdict[1]), ago(verdict[12])
    end
    stored[18], stored[19], stored[20], stored[21], stored[22], stored[23] =
      ms and ago(tonumber(ms)) or '', tonumber(sequence or 0), sketch[19], ago(sketch[20]), verdict, sketch[22]
  end
  return cmsgpack.pack(stored)
end

local function open(packed)
  local stored, top = cmsgpack.unpack(packed), {}
  local seen = stored[15]
  local function at(ago) return ago ~= '' and seen - ago or '' end
  for i = 1, #stored[12], 2 do
    top[#top + 1] = string.format('%d:%.7f', stored[12][i], stored[12][i + 1] / 1e7)
  end
  local sketch = { stored[1], stored[2], stored[3] / 1e7, at(stored[4]), at(stored[5]) }
  for i = 6, 17 do sketch[i] = stored[i] end
  sketch[12], sketch[16] = table.concat(top, ','), stored[16] ~= '' and at(stored[16]) or 0
  if stored[21] then
    local verdict = stored[22]
    if verdict then verdict[1], verdict[12] = at(verdict[1]), at(verdict[12]) end
    sketch[18] = stored[18] ~= '' and string.format('%.0f-%.0f', at(stored[18]), stored[19]) or ''
    sketch[19], sketch[20], sketch[21], sketch[22] = stored[20], at(stored[21]), verdict, stored[23]
  end
  return sketch
end

local function read_session(key, id, ttl)
  local packed = redis.call('HGET', key, id)
  local sketch = packed and open(packed)
  return sketch and sketch[15] > now - ttl * 1000 and sketch or nil
end

local function write_session(key, id, sketch) redis.call('HSET', key, id, pack(sketch)) end

local function read_user(key)
  local packed = redis.call('GET', key)
  return packed and open(packed) or nil
end

local function forget(key, seen, ttl, most)
  local gone = redis.call('ZRANGE', seen, '-inf', now - ttl * 1000, 'BYSCORE', 'LIMIT', 0, most)
  for _, id in ipairs(gone) do
    redis.call('HDEL', key, id)
    redis.call('ZREM', seen, id)
  end
  return #gone
end

local function exact(number) return string.format('%.17g', number) end

local function reply(sketch, duplicate)
  local numbers, verdict = {}, {}
  for i = 1, 11 do numbers[i] = sketch[i] == '' and '-' or exact(sketch[i]) end
  for i, part in ipairs(sketch[21] or {}) do verdict[i] = i == 3 and part or exact(part) end
  return { duplicate, table.concat(numbers, '|'), sketch[12], sketch[13], sketch[14], exact(sketch[15]), exact(sketch[16]),
    sketch[17], sketch[18] or '', sketch[19] or 0, exact(sketch[20] or 0), table.concat(verdict, '|') }
end
`;

/** Reads sessions without changing them. KEYS: sessions. ARGV: ttl in seconds, ids. null where there is none. */
export const READ_SESSIONS = `${SKETCHES}
local found = {}
for i = 2, #ARGV do
  local sketch = read_session(KEYS[1], ARGV[i], tonumber(ARGV[1]))
  found[i - 1] = sketch and reply(sketch, 0) or false
end
return found
`;

/** Reads a user without changing it. KEYS: user. null when there is none. */
export const READ_USER = `${SKETCHES}
local sketch = read_user(KEYS[1])
return sketch and reply(sketch, 0) or false
`;

/** Removes sessions whose time is over. KEYS: sessions, seen. ARGV: ttl in seconds, the most that go. @returns how many went */
export const FORGET_SESSIONS = `${SKETCHES}
return forget(KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2])
`;
