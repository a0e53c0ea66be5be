# A WebSocket server on em-websocket; the second argument says how it ends a connection.
require 'em-websocket'

port, mode, code, reason = ARGV
EM.run do
  EM::WebSocket.run(host: '127.0.0.1', port: port.to_i) do |ws|
    count = 0
    ws.max_frame_size = 2000 if mode == 'limit'
    ws.onopen { ws.send('{"hello":"em-websocket","city":"Zürich"}') }
    ws.onmessage do |text|
      count += 1
      ws.send("echo: #{text}")
      if count == 2
        ws.close(code.to_i, reason) if mode == 'close'
        ws.close_connection_after_writing if mode == 'drop'
        # the application writes to the socket itself
        ws.send_data("{\"tick\":#{count}}\n") if mode == 'raw'
        raise 'no such order' if mode == 'throw'
      end
    end
    ws.onerror { |error| warn error }
  end
end
