/** Notes that a session is to be judged again because it went over a band, once for each band. KEYS: session, due. ARGV: band from 1, member. */
export const RAISE_SESSION = `
local packed = redis.call('GET', KEYS[1])
if not packed then return 0 end
local sketch = cmsgpack.unpack(packed)
if (sketch[19] or 0) >= tonumber(ARGV[1]) then return 0 end
sketch[19] = tonumber(ARGV[1])
redis.call('SET', KEYS[1], cmsgpack.pack(sketch), 'KEEPTTL')
local time = redis.call('TIME')
redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[2])
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
 * Puts a verdict of stage 2 into its sketch, unless a later one is there, and counts it. KEYS: session, verdict counts. ARGV: padded id of the last
 * event that it covers, the verdict, its action. @returns 1 when it is new
 */
export const RECORD_VERDICT = `
local packed = redis.call('GET', KEYS[1])
if not packed then return 0 end
local sketch = cmsgpack.unpack(packed)
local until_id = string.match(sketch[21] or '', '^[^|]*') or ''
if until_id >= ARGV[1] then return 0 end
for i = 18, 20 do sketch[i] = sketch[i] or (i == 18 and '' or 0) end
sketch[21] = ARGV[1] .. '|' .. ARGV[2]
redis.call('SET', KEYS[1], cmsgpack.pack(sketch), 'KEEPTTL')
redis.call('HINCRBY', KEYS[2], ARGV[3], 1)
return 1
`;
