import { SKETCHES } from './sketch.lua';

/** Notes that a session is to be judged again because it went over a band, once for each band. KEYS: sessions, due. ARGV: id, member, band from 1, ttl. */
export const RAISE_SESSION = `${SKETCHES}
local sketch = read_session(KEYS[1], ARGV[1], tonumber(ARGV[4]))
if not sketch or sketch[19] >= tonumber(ARGV[3]) then return 0 end
sketch[19] = tonumber(ARGV[3])
write_session(KEYS[1], ARGV[1], sketch)
redis.call('ZADD', KEYS[2], now, ARGV[2])
return 1
`;

/** Puts a session on the list of those that are due. KEYS: due. ARGV: member. */
export const NOTE_DUE = `
local time = redis.call('TIME')
return redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
`;

/** Takes members off the list, unless they were noted again since. KEYS: due. ARGV: member and time of each. */
export const SETTLE_DUE = `
for i = 1, #ARGV, 2 do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('ZREM', KEYS[1], ARGV[i]) end
end
return 1
`;

/** Removes the oldest entries of the stream, none after ARGV[1], at most ARGV[2]. KEYS: events, bytes of events. @returns how many */
export const TRIM_EVENTS = `
local entries = redis.call('XRANGE', KEYS[1], '-', ARGV[1], 'COUNT', ARGV[2])
local bytes = 0
for _, entry in ipairs(entries) do
  bytes = bytes + #entry[2][2]
  redis.call('XDEL', KEYS[1], entry[1])
end
if bytes > 0 then redis.call('DECRBY', KEYS[2], bytes) end
return #entries
`;

/**
 * Puts a verdict of stage 2 into its sketch, unless a later one is there, and counts it. KEYS: sessions, counts by action, counts by why rows were not
 * scored. ARGV: id, the verdict as in `encodeVerdict`, its action, ttl in seconds, why its rows were not scored or "". @returns 1 when it is new
 */
export const RECORD_VERDICT = `${SKETCHES}
local sketch = read_session(KEYS[1], ARGV[1], tonumber(ARGV[4]))
if not sketch then return 0 end
local verdict, known = {}, sketch[21]
for part in string.gmatch(ARGV[2], '[^|]+') do verdict[#verdict + 1] = #verdict == 2 and part or tonumber(part) end
if known and (known[1] > verdict[1] or (known[1] == verdict[1] and known[2] >= verdict[2])) then return 0 end
sketch[21] = verdict
write_session(KEYS[1], ARGV[1], sketch)
redis.call('HINCRBY', KEYS[2], ARGV[3], 1)
if ARGV[5] ~= '' then redis.call('HINCRBY', KEYS[3], ARGV[5], 1) end
return 1
`;

/**
 * Has sessions judged of whose last events this Redis does not know. Of one that it has forgotten it makes a sketch without rows, as if last seen at its last event. One that
 * went on since then begins where it began. KEYS: sessions, seen, due, tenants. ARGV: ttl in seconds, tenant, and of each session id, member, last event, when it began,
 * model and user id or "".
 */
export const RESTORE_SESSIONS = `${SKETCHES}
local function parts(event)
  local ms, sequence = string.match(event, '^(%d+)-(%d+)$')
  return tonumber(ms or 0), tonumber(sequence or 0)
end
redis.call('SADD', KEYS[4], ARGV[2])
for i = 3, #ARGV, 6 do
  local id, last, began = ARGV[i], ARGV[i + 2], tonumber(ARGV[i + 3])
  local ms, sequence = parts(last)
  local sketch = read_session(KEYS[1], id, tonumber(ARGV[1]))
  if not sketch then
    sketch = { 0, 0, 0, '', '', 0, 0, 0, 0, 0, 0, '', ARGV[i + 5], ARGV[i + 4], ms, 0, 0, '', 0, began, false, '' }
    redis.call('ZADD', KEYS[2], ms, id)
  end
  local known_ms, known_sequence = parts(sketch[18])
  if known_ms < ms or (known_ms == ms and known_sequence < sequence) then
    sketch[18] = last
    redis.call('ZADD', KEYS[3], now, ARGV[i + 1])
  end
  sketch[20] = math.min(sketch[20], began)
  write_session(KEYS[1], id, sketch)
end
return 1
`;
