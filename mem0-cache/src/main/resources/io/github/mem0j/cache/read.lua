-- What a reader must know of an owner, where a look at the generations alone does not tell.
-- KEYS: generations writers entry   ARGV: new token, time to live of the generations in ms
-- Answers: tokens, generations that are being written as bits, entry or nothing
local tokens = redis.call('GET', KEYS[1]) or string.rep(ARGV[1], 3)
local bits = being_written(KEYS[2], server_time())
local generations = string.sub(tokens, 1, 48) .. string.char(bits)
if generations ~= tokens then
  redis.call('SET', KEYS[1], generations, 'PX', ARGV[2])
end
return {generations, bits, redis.call('GET', KEYS[3])}
