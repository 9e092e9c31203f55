-- A write begins: what it will end has ended, and nothing that depends on it is stored until the write is over.
-- KEYS: generations writers
-- ARGV: new token, time to live of the generations in ms, generations as bits, writer, how long it may take in ms,
--       channel, message
local now = server_time()
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[5], ARGV[4])
if redis.call('PTTL', KEYS[2]) < ARGV[5] + 1000 then
  redis.call('PEXPIRE', KEYS[2], ARGV[5] + 1000)
end
local bits = being_written(KEYS[2], now)
redis.call('SET', KEYS[1], renew(KEYS[1], ARGV[3], ARGV[1]) .. string.char(bits), 'PX', ARGV[2])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1
