// A WebSocket server on WebSocket++; the second argument says how it ends a connection.
#include <cstdlib>
#include <iostream>
#include <string>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>

using Server = websocketpp::server<websocketpp::config::asio>;
using websocketpp::connection_hdl;

int main(int, char **argv) {
  const std::string mode = argv[2];
  Server server;
  server.clear_access_channels(websocketpp::log::alevel::all);
  server.clear_error_channels(websocketpp::log::elevel::all);
  server.init_asio();
  server.set_reuse_addr(true);
  if (mode == "limit") server.set_max_message_size(1000);
  if (mode == "pong-timeout") server.set_pong_timeout(1500);
  int count = 0;
  server.set_open_handler([&](connection_hdl hdl) {
    server.send(hdl, R"({"hello":"WebSocket++"})", websocketpp::frame::opcode::text);
    if (mode == "pong-timeout") server.ping(hdl, "are you there");
  });
  server.set_pong_timeout_handler([&](connection_hdl hdl, std::string) {
    server.close(hdl, websocketpp::close::status::internal_endpoint_error, "no pong within 1500 ms");
  });
  server.set_message_handler([&](connection_hdl hdl, Server::message_ptr message) {
    server.send(hdl, "echo: " + message->get_payload(), message->get_opcode());
    if (++count == 2 && mode == "close") server.close(hdl, std::atoi(argv[3]), argv[4]);
  });
  server.listen(boost::asio::ip::tcp::v4(), std::atoi(argv[1]));
  server.start_accept();
  server.run();
}
