# A WebSocket server on websocket-driver; the second argument says what it does wrong, or how it ends.
require 'socket'
require 'json'
require 'websocket/driver'

port, mode, code, reason = ARGV

# The driver writes through this object.
class Wire
  def initialize(socket, mode)
    @socket = socket
    @mode = mode
    @writes = 0
  end

  def write(data)
    @writes += 1
    # puts ends what it writes with a newline unless it has one; the first write is the 101
    @mode == 'puts' && @writes > 1 ? @socket.puts(data) : @socket.write(data)
  end
end

server = TCPServer.new('127.0.0.1', port.to_i)
loop do
  socket = server.accept
  socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
  driver = WebSocket::Driver.server(Wire.new(socket, mode))
  count = 0
  driver.on(:connect) { driver.start }
  driver.on(:open) { driver.text(JSON.generate(hello: 'ruby', city: 'Zürich')) }
  driver.on(:message) do |event|
    count += 1
    driver.text(JSON.generate(n: count, said: event.data))
    driver.close(reason, code.to_i) if mode == 'close' && count == 2
  end
  driver.on(:close) { socket.close }
  Thread.new do
    while (data = (socket.readpartial(4096) rescue nil))
      driver.parse(data)
    end
    socket.close unless socket.closed?
  rescue StandardError
    socket.close unless socket.closed?
  end
end
