-- What the steps share. An owner's generations are one string: three tokens of 16 bytes, and a byte whose bits say which of
-- them are being written, so that a reader who finds none set need not look at the writers.

local function server_time()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function being_written(writers, now)
  local bits = 0
  for _, writer in ipairs(redis.call('ZRANGEBYSCORE', writers, '(' .. now, '+inf')) do
    bits = bit.bor(bits, string.byte(writer))
  end
  return bits
end

local function token(tokens, generation)
  return string.sub(tokens, generation * 16 + 1, generation * 16 + 16)
end

-- Gives the generations in bits a new token.
local function renew(key, bits, new)
  local tokens = redis.call('GET', key) or string.rep(new, 3)
  local renewed = ''
  for generation = 0, 2 do
    local ends = bit.band(bits, bit.lshift(1, generation)) ~= 0
    renewed = renewed .. (ends and new or token(tokens, generation))
  end
  return renewed
end
