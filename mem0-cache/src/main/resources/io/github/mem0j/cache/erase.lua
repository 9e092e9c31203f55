-- Removes all entries of an owner.
-- KEYS: index   ARGV: channel, message
local entries = redis.call('ZRANGE', KEYS[1], 0, -1)
for first = 1, #entries, 1000 do
  redis.call('UNLINK', unpack(entries, first, math.min(first + 999, #entries)))
end
redis.call('UNLINK', KEYS[1])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return #entries
