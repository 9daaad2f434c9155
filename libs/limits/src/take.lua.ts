/**
 * Takes tokens of one limit, in one step and by the clock of Redis: whoever asks at the same time, no window sees more than the limit.
 *
 * A hash holds how many tokens were taken in each slot, a tenth of a window. A slot counts until all of it is older than the window. Tokens that a process
 * had leased and not used come back to the slot they were taken from, as long as that counts; those that it has spent while it could not ask are
 * owed, and count from now on.
 *
 * KEYS: hash. ARGV: limit, milliseconds of a slot, slots of a window, tokens wanted, tokens given back, slot of these, tokens owed. Gives tokens granted, tokens left,
 * milliseconds until the oldest are free again, slot.
 */
export const TAKE_TOKENS = `
local limit, slot_ms, slots = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local wanted, returned, returned_to = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = math.floor(now / slot_ms)

local used, oldest = 0, nil
local counts = redis.call('HGETALL', KEYS[1])
for i = 1, #counts, 2 do
  local at, count = tonumber(counts[i]), tonumber(counts[i + 1])
  if at == returned_to and returned > 0 and at >= slot - slots then
    local back = math.min(returned, count)
    count = redis.call('HINCRBY', KEYS[1], counts[i], -back)
  end
  if at < slot - slots or count == 0 then redis.call('HDEL', KEYS[1], counts[i])
  else
    used = used + count
    if not oldest or at < oldest then oldest = at end
  end
end

local owed = tonumber(ARGV[7])
used = used + owed
local granted = math.max(0, math.min(wanted, limit - used))
if granted + owed > 0 then
  redis.call('HINCRBY', KEYS[1], string.format('%d', slot), granted + owed)
  redis.call('PEXPIRE', KEYS[1], (slots + 1) * slot_ms)
  if not oldest then oldest = slot end
end
local reset = oldest and (oldest + slots + 1) * slot_ms - now or 0
return { granted, math.max(0, limit - used - granted), reset, slot }
`;
