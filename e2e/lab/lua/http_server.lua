-- A WebSocket server on lua-http: http_server.lua PORT MODE [CODE REASON].
local port, mode, code, reason = arg[1], arg[2], arg[3], arg[4]
local http_server = require "http.server"
local websocket = require "http.websocket"
local headers_new = require "http.headers".new
local cqueues = require "cqueues"

local function talk(ws)
  assert(ws:accept())
  assert(ws:send('{"hello":"lua-http","city":"Zürich"}'))
  local count = 0
  while true do
    local text = ws:receive(30)
    if text == nil then return end
    ws:send("echo: " .. text)
    count = count + 1
    if count == 2 then
      if mode == "close" then return ws:close(tonumber(code), reason)
      elseif mode == "error" then error("no such order")
      elseif mode == "exit" then os.exit(3)
      elseif mode == "raw" then
        ws.socket:xwrite('{"event":"tick","n":1}\n', "n")
      elseif mode == "masks" then
        -- the sender of clients on the server's side
        ws.type = "client"
      elseif mode == "ping" then
        ws:send_ping("1732968000") ws:send_pong("unasked")
      elseif mode == "binary-as-text" then
        ws:send("\31\139\8\0\0\0\0\0\0\3\75\76\74\6\0\194\65\36\53\3\0\0\0", "text")
      elseif mode == "return" then
        return ws.socket:shutdown("w")
      end
    end
  end
end

local server = assert(http_server.listen {
  host = "127.0.0.1", port = tonumber(port),
  onstream = function(_, stream)
    local headers = assert(stream:get_headers())
    if mode == "refuse" then
      local answer = headers_new()
      answer:append(":status", code)
      answer:append("content-type", "text/plain")
      stream:write_headers(answer, false)
      stream:write_chunk(reason, true)
      return
    end
    local ws = websocket.new_from_stream(stream, headers)
    if ws then talk(ws) end
  end,
  onerror = function() end,
})
assert(server:listen())
assert(server:loop())
