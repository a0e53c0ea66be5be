// A WebSocket server on Boost.Beast; the second argument says how it ends a connection.
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdlib>
#include <memory>
#include <string>

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = boost::asio::ip::tcp;

struct Session : std::enable_shared_from_this<Session> {
  websocket::stream<beast::tcp_stream> stream;
  beast::flat_buffer buffer;
  std::string mode, answer;
  int count = 0;

  Session(tcp::socket socket, std::string mode) : stream(std::move(socket)), mode(std::move(mode)) {}

  void start() {
    auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::server);
    if (mode == "idle") timeout = {std::chrono::seconds(30), std::chrono::seconds(3), true};
    if (mode == "limit") stream.read_message_max(1024);
    stream.set_option(timeout);
    stream.async_accept([self = shared_from_this()](beast::error_code error) {
      if (!error) self->write(R"({"hello":"Beast"})");
    });
  }

  void write(std::string text) {
    answer = std::move(text);
    stream.text(true);
    stream.async_write(boost::asio::buffer(answer), [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->read();
    });
  }

  void read() {
    buffer.clear();
    stream.async_read(buffer, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return;
      if (self->mode == "close" && ++self->count == 2) {
        self->stream.async_close({websocket::close_code::try_again_later, "too many subscribers"},
                                 [self](beast::error_code) {});
        return;
      }
      self->write("beast: " + beast::buffers_to_string(self->buffer.data()));
    });
  }
};

int main(int, char **argv) {
  boost::asio::io_context context;
  tcp::acceptor acceptor(context, {boost::asio::ip::make_address("127.0.0.1"), (unsigned short)std::atoi(argv[1])});
  std::function<void()> accept = [&] {
    acceptor.async_accept([&](beast::error_code error, tcp::socket socket) {
      if (!error) std::make_shared<Session>(std::move(socket), argv[2])->start();
      accept();
    });
  };
  accept();
  context.run();
}
