// websocketpp as client or server: <client|server>. See node.mjs for the protocol.
#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/config/asio_no_tls_client.hpp>
#include <websocketpp/extensions/permessage_deflate/enabled.hpp>
#include <websocketpp/server.hpp>

#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

template <class Base>
struct Settings : Base {
  struct Deflate {};
  typedef websocketpp::extensions::permessage_deflate::enabled<Deflate> permessage_deflate_type;
};
typedef websocketpp::client<Settings<websocketpp::config::asio_client>> Client;
typedef websocketpp::server<Settings<websocketpp::config::asio>> Server;

static std::string escaped(const std::string& text) {
  std::string words;
  for (char c : text) {
    if (c == '"' || c == '\\') words += '\\';
    if (c >= 32) words += c;
  }
  return words;
}

// Says nothing where a Close frame was taken and answered: the code of the peer is then known.
template <class Connection>
static void say_closed(const std::string& i, const Connection& connection) {
  auto ec = connection->get_ec();
  bool is_echo = connection->get_remote_close_code() != websocketpp::close::status::abnormal_close &&
                 connection->get_local_close_reason() == connection->get_remote_close_reason();
  if (!ec && is_echo) {
    std::printf("{\"i\":%s,\"text\":null}\n", i.c_str());
  } else {
    std::string text = ec ? ec.message() : connection->get_local_close_reason();
    std::printf("{\"i\":%s,\"text\":\"%s\",\"onWire\":true}\n", i.c_str(), escaped(text).c_str());
  }
  std::fflush(stdout);
}

static void run_server() {
  Server server;
  server.clear_access_channels(websocketpp::log::alevel::all);
  server.clear_error_channels(websocketpp::log::elevel::all);
  server.init_asio();
  auto report = [&server](websocketpp::connection_hdl handle) {
    auto connection = server.get_con_from_hdl(handle);
    say_closed(connection->get_resource().substr(1), connection);
  };
  server.set_close_handler(report);
  server.set_fail_handler(report);
  server.listen(websocketpp::lib::asio::ip::tcp::endpoint(websocketpp::lib::asio::ip::make_address("127.0.0.1"), 0));
  websocketpp::lib::asio::error_code ec;
  std::printf("{\"port\":%d}\n", server.get_local_endpoint(ec).port());
  std::fflush(stdout);
  server.start_accept();
  server.run();
}

static void run_client() {
  Client client;
  client.clear_access_channels(websocketpp::log::alevel::all);
  client.clear_error_channels(websocketpp::log::elevel::all);
  client.init_asio();
  client.start_perpetual();
  std::thread loop([&client] { client.run(); });
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string i, url;
    words >> i >> url;
    websocketpp::lib::error_code ec;
    auto connection = client.get_connection(url, ec);
    auto report = [&client, i](websocketpp::connection_hdl handle) { say_closed(i, client.get_con_from_hdl(handle)); };
    connection->set_close_handler(report);
    connection->set_fail_handler(report);
    client.connect(connection);
  }
  std::this_thread::sleep_for(std::chrono::seconds(6));
  std::_Exit(0);
}

int main(int, char** argv) {
  if (std::string(argv[1]) == "server") run_server();
  else run_client();
}
