/**
 * Folds one call into its session and its user, in one step: whoever calls at the same time, every row counts once.
 *
 * A sketch is a msgpack array: events, flagged, max score, first at, last at, score sum, excess evidence, score evidence, streak prefix, suffix,
 * best, top rows ("row:score,…"), user id, model, last seen, closed at, sessions; those of sessions go on with the id of the last event kept, the highest band
 * that stage 2 was told of, when it began, and the verdict of stage 2. The merge is that of libs/detection (mergeAggregates), which a property
 * test holds this script to. Numbers go back as text: Redis would cut them to integers.
 *
 * Times are the earliest and the latest that any call said: calls may come late. An event that makes the stream too long or too heavy pushes the oldest out, which is
 * counted.
 *
 * KEYS: session, seen, event ids, user, events, bytes of events, lost events, tenants. ARGV: ttl in seconds, event id, event, most events, most bytes of events,
 * session id, user id, model, most evidence, the most top rows, the aggregate as in `encodeAggregate`, and the tenant.
 */
export const RECORD_CALL = `
local ttl, event_id, event = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local most_events, most_bytes = tonumber(ARGV[4]), tonumber(ARGV[5])
local session_id, user_id, model = ARGV[6], ARGV[7], ARGV[8]
local most_evidence, most_top = tonumber(ARGV[9]), tonumber(ARGV[10])
local call = {}
for part in string.gmatch(ARGV[11], '[^|]+') do call[#call + 1] = part == '-' and '' or tonumber(part) end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function read(key)
  local packed = redis.call('GET', key)
  return packed and cmsgpack.unpack(packed) or nil
end

local function reply(sketch, duplicate)
  local numbers = {}
  for i = 1, 11 do numbers[i] = sketch[i] == '' and '-' or string.format('%.17g', sketch[i]) end
  return { duplicate, table.concat(numbers, '|'), sketch[12], sketch[13], sketch[14],
    string.format('%.17g', sketch[15]), string.format('%.17g', sketch[16]), sketch[17],
    sketch[18] or '', sketch[19] or 0, string.format('%.17g', sketch[20] or 0), sketch[21] or '' }
end

local function top_rows(before, shift)
  local rows = {}
  local function add(list, by)
    for row, score in string.gmatch(list, '(%d+):([^,]+)') do
      rows[#rows + 1] = { tonumber(row) + by, tonumber(score), score }
    end
  end
  add(before, 0)
  add(ARGV[12], shift)
  table.sort(rows, function(a, b) if a[2] ~= b[2] then return a[2] > b[2] end return a[1] < b[1] end)
  local kept = {}
  for i = 1, math.min(#rows, most_top) do kept[i] = string.format('%d:%s', rows[i][1], rows[i][3]) end
  return table.concat(kept, ',')
end

local function pick(best, a, b)
  if a == '' or b == '' then return a == '' and b or a end
  return best(a, b)
end

local function merged(old)
  local events = old[1]
  local sketch = {
    events + call[1],
    old[2] + call[2],
    math.max(old[3], call[3]),
    pick(math.min, old[4], call[4]),
    pick(math.max, old[5], call[5]),
    old[6] + call[6],
    math.min(most_evidence, old[7] + call[7]),
    math.min(most_evidence, old[8] + call[8]),
    old[9] == events and events + call[9] or old[9],
    call[10] == call[1] and call[1] + old[10] or call[10],
    math.max(old[11], call[11], old[10] + call[9]),
    top_rows(old[12], events),
    old[13], model, now, 0, old[17],
  }
  return sketch
end

local empty = { 0, 0, 0, '', '', 0, 0, 0, 0, 0, 0, '', '', model, now, 0, 0 }
local session = read(KEYS[1])
if event_id ~= '' then
  if redis.call('SADD', KEYS[3], event_id) == 0 and session then return reply(session, 1) end
  redis.call('EXPIRE', KEYS[3], ttl)
end

local old = session or empty
local is_new_for_user = user_id ~= '' and old[13] == ''
local sketch = merged(old)
if is_new_for_user then sketch[13] = user_id end
sketch[18], sketch[19], sketch[20], sketch[21] = old[18] or '', old[19] or 0, old[20] or now, old[21]
if event ~= '' then sketch[18] = redis.call('XADD', KEYS[5], '*', 'e', event) end
if not session then redis.call('SADD', KEYS[8], ARGV[13]) end
redis.call('SET', KEYS[1], cmsgpack.pack(sketch), 'EX', ttl)
redis.call('ZADD', KEYS[2], now, session_id)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ttl * 1000)
redis.call('EXPIRE', KEYS[2], ttl)

if user_id ~= '' and sketch[13] == user_id then
  local known = read(KEYS[4])
  local user = merged(known or empty)
  user[13] = user_id
  if is_new_for_user or not known then user[17] = user[17] + 1 end
  redis.call('SET', KEYS[4], cmsgpack.pack(user), 'EX', ttl)
end

if event ~= '' then
  local count, bytes, lost = redis.call('XLEN', KEYS[5]), redis.call('INCRBY', KEYS[6], #event), 0
  while count > 0 and (count > most_events or bytes > most_bytes) do
    local oldest = redis.call('XRANGE', KEYS[5], '-', '+', 'COUNT', 1)[1]
    redis.call('XDEL', KEYS[5], oldest[1])
    bytes = redis.call('DECRBY', KEYS[6], #oldest[2][2])
    count, lost = count - 1, lost + 1
  end
  if lost > 0 then redis.call('INCRBY', KEYS[7], lost) end
end
return reply(sketch, 0)
`;

/** Reads a sketch in the form that RECORD_CALL gives, without changing it. KEYS: sketches. null where there is none. */
export const READ_SKETCHES = `
local found = {}
for i, key in ipairs(KEYS) do
  local packed = redis.call('GET', key)
  if packed then
    local sketch = cmsgpack.unpack(packed)
    local numbers = {}
    for j = 1, 11 do numbers[j] = sketch[j] == '' and '-' or string.format('%.17g', sketch[j]) end
    found[i] = { 0, table.concat(numbers, '|'), sketch[12], sketch[13], sketch[14],
      string.format('%.17g', sketch[15]), string.format('%.17g', sketch[16]), sketch[17],
      sketch[18] or '', sketch[19] or 0, string.format('%.17g', sketch[20] or 0), sketch[21] or '' }
  else
    found[i] = false
  end
end
return found
`;

/** Marks a session as closed until its next call, and as due for stage 2. KEYS: session, due. ARGV: member. Gives null when there is none. */
export const CLOSE_SESSION = `
local packed = redis.call('GET', KEYS[1])
if not packed then return false end
local sketch = cmsgpack.unpack(packed)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if sketch[16] == 0 then sketch[16] = now end
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('SET', KEYS[1], cmsgpack.pack(sketch), 'KEEPTTL')
return 1
`;
