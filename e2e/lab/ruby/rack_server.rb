# faye-websocket under Puma or Thin: rack_server.rb SERVER PORT MODE [CODE REASON].
require 'faye/websocket'
require 'json'
server, port, mode, code, reason = ARGV
hello = JSON.generate({ hello: server, city: 'Zürich' })

app = lambda do |env|
  return [200, { 'Content-Type' => 'text/plain' }, ["up\n"]] unless Faye::WebSocket.websocket?(env)
  return [403, { 'Content-Type' => 'application/json' }, ['{"error":"no ticket"}']] if mode == 'refuse'
  return [200, { 'Content-Type' => 'text/html' }, ["<!DOCTYPE html><title>Sign in</title>\n"]] if mode == 'page'

  options = mode == 'ping' ? { ping: 1 } : {}
  options[:max_length] = 2000 if mode == 'limit'
  ws = Faye::WebSocket.new(env, nil, options)
  count = 0
  ws.on(:open) { ws.send(hello) }
  ws.on(:message) do |event|
    ws.send("echo: #{event.data}")
    count += 1
    if count == 2
      io = env['rack.hijack_io']
      EM.add_timer(0.06) do
        case mode
        when 'close' then ws.close(code.to_i, reason)
        when 'raw' then io.write("{\"type\":\"welcome\",\"sid\":\"a1\"}\n")
        when 'kill' then Process.kill(:KILL, Process.pid)
        when 'http' then io.write("HTTP/1.1 500 Internal Server Error\r\n\r\n")
        when 'masked' then io.write([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58].pack('C*'))
        when 'ping-long' then io.write([0x89, 126, 0, 200].pack('C*') + 'k' * 200)
        when 'raise' then raise 'no such order'
        end
      end
    end
  end
  ws.rack_response
end

if server == 'puma'
  Faye::WebSocket.load_adapter('puma') rescue nil
  require 'puma'
  require 'puma/server'
  one = Puma::Server.new(app, Puma::Events.strings)
  one.add_tcp_listener('127.0.0.1', port.to_i)
  one.run.join
else
  require 'thin'
  Faye::WebSocket.load_adapter('thin')
  Thin::Logging.silent = true
  Thin::Server.start('127.0.0.1', port.to_i, app, signals: false)
end
