-- Proves that Redis takes writes and passes messages on, and says which run of which kind of server this is.
-- KEYS: heartbeat   ARGV: time to live in ms, channel, message
redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return redis.call('INFO', 'server')
