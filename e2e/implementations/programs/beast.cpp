// Boost.Beast as client or server: <client|server>. See node.mjs for the protocol.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>

namespace beast = boost::beast;
namespace net = boost::asio;
namespace websocket = beast::websocket;
using tcp = net::ip::tcp;

static std::mutex output;

static void say(const std::string& i, const beast::error_code& ec) {
  std::lock_guard<std::mutex> lock(output);
  if (ec == websocket::error::closed) {
    std::printf("{\"i\":%s,\"text\":null}\n", i.c_str());
  } else {
    std::string text;
    for (char c : ec.message()) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    std::printf("{\"i\":%s,\"text\":\"%s\",\"error\":\"%s\"}\n", i.c_str(), text.c_str(), ec.category().name());
  }
  std::fflush(stdout);
}

template <class Stream>
static void read_all(const std::string& i, Stream& ws) {
  beast::error_code ec;
  while (!ec) {
    beast::flat_buffer buffer;
    ws.read(buffer, ec);
  }
  say(i, ec);
}

static void client(std::string i, std::string url, bool deflate) {
  try {
    auto colon = url.rfind(':');
    auto slash = url.find('/', colon);
    auto port = url.substr(colon + 1, slash - colon - 1);
    net::io_context ioc;
    websocket::stream<tcp::socket> ws(ioc);
    if (deflate) {
      websocket::permessage_deflate options;
      options.client_enable = true;
      ws.set_option(options);
    }
    net::connect(ws.next_layer(), tcp::resolver(ioc).resolve("127.0.0.1", port));
    ws.handshake("127.0.0.1:" + port, url.substr(slash));
    read_all(i, ws);
  } catch (const boost::system::system_error& error) {
    say(i, error.code());
  }
}

static void serve_one(tcp::socket socket) {
  std::string i = "0";
  try {
    beast::flat_buffer buffer;
    beast::http::request<beast::http::string_body> request;
    beast::http::read(socket, buffer, request);
    i = std::string(request.target()).substr(1);
    websocket::stream<tcp::socket> ws(std::move(socket));
    websocket::permessage_deflate options;
    options.server_enable = true;
    ws.set_option(options);
    ws.accept(request);
    read_all(i, ws);
  } catch (const boost::system::system_error& error) {
    say(i, error.code());
  }
}

int main(int, char** argv) {
  if (std::string(argv[1]) == "server") {
    net::io_context ioc;
    tcp::acceptor acceptor(ioc, {net::ip::make_address("127.0.0.1"), 0});
    std::printf("{\"port\":%d}\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    for (;;) std::thread(serve_one, acceptor.accept()).detach();
  }
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string i, url;
    int deflate;
    words >> i >> url >> deflate;
    std::thread(client, i, url, deflate == 1).detach();
  }
  std::this_thread::sleep_for(std::chrono::seconds(6));
}
