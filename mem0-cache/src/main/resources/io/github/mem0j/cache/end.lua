-- A write is over, or Redis was not told of one: what it changed ends (again).
-- KEYS: generations writers
-- ARGV: new token, time to live of the generations in ms, generations as bits, writer, channel, message
redis.call('ZREM', KEYS[2], ARGV[4])
local bits = being_written(KEYS[2], server_time())
redis.call('SET', KEYS[1], renew(KEYS[1], ARGV[3], ARGV[1]) .. string.char(bits), 'PX', ARGV[2])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1
