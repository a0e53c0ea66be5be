// A WebSocket server in C that is killed while it writes a frame from a buffer that is mostly zeros.
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  (void)argc;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  bind(listener, (struct sockaddr *)&address, sizeof address);
  listen(listener, 4);
  int fd = accept(listener, NULL, NULL);
  static char buffer[16384];
  read(fd, buffer, sizeof buffer);
  // the client of this case uses the key of RFC 6455 1.3
  dprintf(fd, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
  const char *hello = "{\"device\":\"sensor-7\",\"fw\":\"1.0.3\"}";
  uint8_t header[4] = {0x81, (uint8_t)strlen(hello), 0, 0};
  write(fd, header, 2);
  write(fd, hello, strlen(hello));
  usleep(100000);
  uint8_t big[4] = {0x82, 126, 0x20, 0x00};
  write(fd, big, 4);
  memset(buffer + 60, 0, sizeof buffer - 60);
  write(fd, buffer, 1100);
  usleep(30000);
  raise(SIGKILL);
}
