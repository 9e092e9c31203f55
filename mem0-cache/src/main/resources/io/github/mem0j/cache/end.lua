-- A write is over, or Redis was not told of one: what it changed ends (again).
-- KEYS: generations writers
-- ARGV: new token, time to live of the generations in ms, generations as bits, writer, channel, message
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
redis.call('ZREM', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1
