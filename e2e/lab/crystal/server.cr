# A server on Crystal's HTTP::WebSocketHandler: server PORT MODE [CODE REASON]. On the second text the mode acts.
require "http/server"

mode = ARGV[1]
sockets = HTTP::WebSocketHandler.new do |ws, context|
  count = 0
  ws.send(%({"hello":"crystal","city":"Zürich"}))
  ws.on_message do |text|
    ws.send("echo: #{text}")
    count += 1
    next unless count == 2
    case mode
    when "close"  then ws.close(ARGV[2].to_i, ARGV[3])
    when "throw"  then raise "no such order"
    when "kill"   then Process.signal(Signal::KILL, Process.pid)
    when "latin1" then ws.stream(binary: false) { |io| io.write(Bytes[0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68]) }
    when "stream" then ws.stream(binary: false, frame_size: 64) { |io| 40.times { |i| io << %({"row":#{i}}) } }
    end
  end
end
handlers = mode == "log" ? [HTTP::LogHandler.new, sockets] : [sockets]
server = HTTP::Server.new(handlers) { |context| context.response.respond_with_status(:not_found) }
server.bind_tcp("127.0.0.1", ARGV[0].to_i)
server.listen
