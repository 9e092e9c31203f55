-- Removes all entries of an owner.
-- KEYS: index   ARGV: what entries' keys begin with, channel, message
local names = redis.call('ZRANGE', KEYS[1], 0, -1)
for _, name in ipairs(names) do
  redis.call('UNLINK', ARGV[1] .. name)
end
redis.call('UNLINK', KEYS[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return #names
