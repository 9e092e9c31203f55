-- A write begins: what it will end has ended, and nothing that depends on it is stored until the write is over.
-- KEYS: generations writers
-- ARGV: new token, time to live of the generations in ms, generations as bits, writer, how long it may take in ms,
--       channel, message
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local tokens = redis.call('GET', KEYS[1]) or string.rep(ARGV[1], 3)
local ended = ''
for generation = 0, 2 do
  if bit.band(ARGV[3], bit.lshift(1, generation)) ~= 0 then
    ended = ended .. ARGV[1]
  else
    ended = ended .. string.sub(tokens, generation * 16 + 1, generation * 16 + 16)
  end
end
redis.call('SET', KEYS[1], ended, 'PX', ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[5], ARGV[4])
if redis.call('PTTL', KEYS[2]) < ARGV[5] + 1000 then
  redis.call('PEXPIRE', KEYS[2], ARGV[5] + 1000)
end
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1
