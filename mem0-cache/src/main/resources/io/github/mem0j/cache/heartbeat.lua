-- Proves that Redis takes writes and passes messages on, and says which run of which kind of server this is.
-- KEYS: heartbeat   ARGV: time to live in ms, channel, message
-- Answers: id of the server's run, its mode (standalone or cluster), its time in ms
redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
local info = redis.call('INFO', 'server')
if type(info) == 'table' then
  info = info.verbatim_string.string
end
return {string.match(info, 'run_id:(%w+)'), string.match(info, 'redis_mode:(%w+)'), server_time()}
