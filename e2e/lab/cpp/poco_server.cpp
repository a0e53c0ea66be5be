// A WebSocket server on POCO; the second argument says how it ends a connection.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/WebSocket.h>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <unistd.h>

using namespace Poco::Net;
static std::string mode, reason;
static int code = 1000;

struct Talk : HTTPRequestHandler {
  void handleRequest(HTTPServerRequest &request, HTTPServerResponse &response) override {
    WebSocket socket(request, response);
    socket.setReceiveTimeout(Poco::Timespan(30, 0));
    std::string hello = "{\"hello\":\"poco\"}";
    socket.sendFrame(hello.data(), hello.size());
    char buffer[4096];
    int flags = 0, seen = 0;
    for (;;) {
      int length;
      try {
        length = socket.receiveFrame(buffer, mode == "limit" ? 1000 : 4096, flags);
      } catch (WebSocketException &problem) {
        // the frame is larger than the buffer
        socket.shutdown(1009, "payload too big");
        return;
      }
      if (length <= 0 || (flags & 0xf) == 8) return;
      std::string text = "echo: " + std::string(buffer, length);
      // the flags of the message are sent back as they came
      socket.sendFrame(text.data(), text.size(), flags);
      if (++seen != 2) continue;
      if (mode == "close") { socket.shutdown(code, reason); return; }
      if (mode == "die") {
        // a process that ends while the rest of its frame is still in its own buffer
        std::string big(60000, 'a');
        unsigned char head[4] = {0x81, 126, 0xea, 0x60};
        socket.impl()->sendBytes(head, 0);
        StreamSocket raw(socket);
        (void)raw;
        ::write(socket.impl()->sockfd(), head, 4);
        ::write(socket.impl()->sockfd(), big.data(), 22000);
        _exit(1);
      }
      if (mode == "two-threads") {
        int fd = socket.impl()->sockfd();
        std::thread big([fd] {
          std::string rows = "{\"rows\":[";
          for (int i = 0; i < 400; i++) rows += "{\"row\":" + std::to_string(i) + ",\"name\":\"sensor\"},";
          rows += "0]}";
          unsigned char head[4] = {0x81, 126, (unsigned char)(rows.size() >> 8), (unsigned char)rows.size()};
          ::write(fd, head, 4);
          for (size_t at = 0; at < rows.size(); at += 800) {
            ::write(fd, rows.data() + at, std::min<size_t>(800, rows.size() - at));
            usleep(9000);
          }
        });
        std::thread beats([fd] {
          for (int i = 0; i < 3; i++) {
            usleep(21000);
            std::string beat = "{\"alive\":" + std::to_string(i) + "}";
            std::string all = std::string("\x81") + char(beat.size()) + beat;
            ::write(fd, all.data(), all.size());
          }
        });
        big.join();
        beats.join();
      }
    }
  }
};

struct Factory : HTTPRequestHandlerFactory {
  HTTPRequestHandler *createRequestHandler(const HTTPServerRequest &) override { return new Talk; }
};

int main(int count, char **values) {
  mode = values[2];
  if (count > 4) code = atoi(values[3]), reason = values[4];
  ServerSocket socket(SocketAddress("127.0.0.1", atoi(values[1])));
  HTTPServer server(new Factory, socket, new HTTPServerParams);
  server.start();
  pause();
}
