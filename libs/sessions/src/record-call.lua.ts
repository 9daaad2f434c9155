import { SKETCHES } from './sketch.lua';

/** Ids of events that a sketch holds itself; those of sessions with more are in a set. */
const EVENT_IDS_IN_SKETCH = 16;
/** Sessions whose time is over that one call removes at most: more than it adds. */
const FORGOTTEN_AT_ONCE = 4;
/** Their sessions are gone before the keys of a tenant that is not heard of: to free a million at once would hold Redis up. */
const KEYS_OUTLIVE_S = 7_200;

/**
 * Folds one call into its session and its user, in one step: whoever calls at the same time, every row counts once. The merge is that of libs/detection
 * (mergeAggregates), which a property test holds this script to. Numbers go back as text: Redis would cut them to integers.
 *
 * Times are the earliest and the latest that any call said: calls may come late. An event that makes the stream too long or too heavy pushes the oldest out, which is
 * counted.
 *
 * KEYS: sessions, seen, event ids, user, events, bytes of events, lost events, tenants. ARGV: ttl in seconds, digest of the event id in hex, event, most
 * events, most bytes of events, session id, user id, model, most evidence, the most top rows, the aggregate as in `encodeAggregate`, and the tenant.
 */
export const RECORD_CALL = `${SKETCHES}
local ttl, event = tonumber(ARGV[1]), ARGV[3]
local most_events, most_bytes = tonumber(ARGV[4]), tonumber(ARGV[5])
local session_id, user_id, model = ARGV[6], ARGV[7], ARGV[8]
local most_evidence, most_top = tonumber(ARGV[9]), tonumber(ARGV[10])
local event_id = string.gsub(ARGV[2], '%x%x', function(hex) return string.char(tonumber(hex, 16)) end)
local call = {}
for part in string.gmatch(ARGV[11], '[^|]+') do call[#call + 1] = part == '-' and '' or tonumber(part) end

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
  return {
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
end

-- Gives the ids with the one of this call, nil when it is among them.
local function counted(ids)
  if event_id == '' then return ids end
  for i = 1, #ids, 8 do if string.sub(ids, i, i + 7) == event_id then return nil end end
  if ids ~= '*' and #ids < ${EVENT_IDS_IN_SKETCH} * 8 then return ids .. event_id end
  if ids ~= '*' then redis.call('DEL', KEYS[3]) end
  for i = 1, #ids - 7, 8 do redis.call('SADD', KEYS[3], string.sub(ids, i, i + 7)) end
  local is_new = redis.call('SADD', KEYS[3], event_id) == 1
  redis.call('EXPIRE', KEYS[3], ttl)
  return is_new and '*' or nil
end

local empty = { 0, 0, 0, '', '', 0, 0, 0, 0, 0, 0, '', '', model, now, 0, 0 }
local session = read_session(KEYS[1], session_id, ttl)
local event_ids = counted(session and session[22] or '')
if not event_ids then return reply(session, 1) end

local old = session or empty
local is_new_for_user = user_id ~= '' and old[13] == ''
local sketch = merged(old)
if is_new_for_user then sketch[13] = user_id end
sketch[18], sketch[19], sketch[20], sketch[21], sketch[22] = old[18] or '', old[19] or 0, old[20] or now, old[21] or false, event_ids
if event ~= '' then sketch[18] = redis.call('XADD', KEYS[5], '*', 'e', event) end
if not session then redis.call('SADD', KEYS[8], ARGV[13]) end
write_session(KEYS[1], session_id, sketch)
redis.call('ZADD', KEYS[2], now, session_id)
forget(KEYS[1], KEYS[2], ttl, ${FORGOTTEN_AT_ONCE})
redis.call('EXPIRE', KEYS[1], ttl + ${KEYS_OUTLIVE_S})
redis.call('EXPIRE', KEYS[2], ttl + ${KEYS_OUTLIVE_S})

if user_id ~= '' and sketch[13] == user_id then
  local known = read_user(KEYS[4])
  local user = merged(known or empty)
  user[13] = user_id
  if is_new_for_user or not known then user[17] = user[17] + 1 end
  redis.call('SET', KEYS[4], pack(user), 'EX', ttl)
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

/** Marks a session as closed until its next call, and as due for stage 2. KEYS: sessions, due. ARGV: id, member, ttl in seconds. Gives null when there is none. */
export const CLOSE_SESSION = `${SKETCHES}
local sketch = read_session(KEYS[1], ARGV[1], tonumber(ARGV[3]))
if not sketch then return false end
if sketch[16] == 0 then sketch[16] = now end
redis.call('ZADD', KEYS[2], now, ARGV[2])
write_session(KEYS[1], ARGV[1], sketch)
return 1
`;
