# websocket-driver for Ruby as client or server: <client|server>. See node.mjs for the protocol.
require 'json'
require 'socket'
require 'websocket/driver'

STDOUT.sync = true
LOCK = Mutex.new

def say(i, text, error = nil)
  LOCK.synchronize { puts JSON.generate({ i: i.to_i, text: text, error: error }) }
end

# What the driver needs of a socket.
class Wire
  attr_reader :url

  def initialize(socket, url)
    @socket = socket
    @url = url
  end

  def write(data)
    @socket.write(data)
  rescue SystemCallError, IOError
    nil
  end
end

def run(i, socket, driver)
  said = false
  driver.on(:error) do |event|
    say(i.call, event.message, event.class.name.split('::').last) unless said
    said = true
  end
  driver.on(:close) do
    say(i.call, nil) unless said
    said = true
    begin
      socket.close_write
    rescue SystemCallError, IOError
      nil
    end
  end
  driver.start
  yield if block_given?
  loop { driver.parse(socket.readpartial(65_536)) }
rescue EOFError, SystemCallError, IOError
  say(i.call, '') unless said
ensure
  socket.close
end

if ARGV[0] == 'server'
  server = TCPServer.new('127.0.0.1', 0)
  puts JSON.generate({ port: server.addr[1] })
  loop do
    Thread.new(server.accept) do |socket|
      path = nil
      driver = WebSocket::Driver.server(Wire.new(socket, nil))
      driver.on(:connect) do
        path = driver.env['PATH_INFO']
        driver.start
      end
      number = -> { (path || '/0')[1..] }
      said = false
      driver.on(:error) { |event| said || say(number.call, event.message, event.class.name.split('::').last); said = true }
      driver.on(:close) { said || say(number.call, nil); said = true; socket.close_write rescue nil }
      begin
        loop { driver.parse(socket.readpartial(65_536)) }
      rescue EOFError, SystemCallError, IOError
        say(number.call, '') unless said
      ensure
        socket.close
      end
    end
  end
else
  STDIN.each_line do |line|
    i, url, = line.split
    Thread.new do
      socket = TCPSocket.new('127.0.0.1', url[/:(\d+)\//, 1].to_i)
      run(-> { i }, socket, WebSocket::Driver.client(Wire.new(socket, url)))
    end
  end
end
