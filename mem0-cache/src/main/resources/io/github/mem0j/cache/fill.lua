-- Stores an entry, unless what it depends on has ended since its reader looked, or its time is over.
-- KEYS: generations entry index
-- ARGV: generation, its token then, entry, time of the server in ms when it goes, the entry's name in the index, time to
--       live of the index in ms, whether to clear the index of what is gone (1 or 0)
-- Answers: whether it was stored, 1 or 0
local tokens = redis.call('GET', KEYS[1])
if not tokens or token(tokens, tonumber(ARGV[1])) ~= ARGV[2] then
  return 0
end
local now = server_time()
local left = ARGV[4] - now
if left <= 0 then
  return 0
end
redis.call('SET', KEYS[2], ARGV[3], 'PX', left)
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[5])
redis.call('PEXPIRE', KEYS[3], ARGV[6])
if ARGV[7] == '1' then
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
end
return 1
