-- Asks for the paths of a file, one after the other, round and round: wrk -s trace.lua URL -- FILE
local paths = {}
local at = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    paths[#paths + 1] = wrk.format("GET", line)
  end
end

function request()
  at = at % #paths + 1
  return paths[at]
end
