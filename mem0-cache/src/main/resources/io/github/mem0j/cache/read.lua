-- What a reader must know of an owner, in one step, and the entry if it may be shown.
-- KEYS: generations writers entry   ARGV: new token, time to live of the generations in ms, incarnation of the server
-- Answers: tokens, generations that are being written as bits, time of the server in ms, entry or nothing
local tokens = redis.call('GET', KEYS[1])
if not tokens then
  tokens = string.rep(ARGV[1], 3)
  redis.call('SET', KEYS[1], tokens, 'PX', ARGV[2])
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fenced = 0
if redis.call('EXISTS', KEYS[2]) == 1 then
  for _, writer in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. now, '+inf')) do
    fenced = bit.bor(fenced, string.byte(writer))
  end
end
local entry = redis.call('GET', KEYS[3])
if entry and #entry >= 28 then
  local generation = string.byte(entry, 4)
  if generation < 3
      and bit.band(fenced, bit.lshift(1, generation)) == 0
      and string.sub(entry, 5, 20) == string.sub(tokens, generation * 16 + 1, generation * 16 + 16)
      and string.sub(entry, 21, 28) == ARGV[3] then
    return {tokens, fenced, now, entry}
  end
end
return {tokens, fenced, now}
