-- Removes an entry that could not be read, unless another has taken its place.
-- KEYS: entry   ARGV: the entry
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('UNLINK', KEYS[1])
end
return 0
