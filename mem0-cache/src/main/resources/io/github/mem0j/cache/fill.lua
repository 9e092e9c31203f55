-- Stores an entry, unless what it depends on has ended since its reader looked, or its time is over.
-- KEYS: generations entry index
-- ARGV: generation, its token then, entry, time of the server in ms when it goes, time to live of the generations in ms
-- Answers: whether it was stored, 1 or 0
local tokens = redis.call('GET', KEYS[1])
local generation = tonumber(ARGV[1])
if not tokens or string.sub(tokens, generation * 16 + 1, generation * 16 + 16) ~= ARGV[2] then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = ARGV[4] - now
if left <= 0 then
  return 0
end
redis.call('SET', KEYS[2], ARGV[3], 'PX', left)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZADD', KEYS[3], ARGV[4], KEYS[2])
if redis.call('PTTL', KEYS[3]) < left then
  redis.call('PEXPIRE', KEYS[3], left)
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
