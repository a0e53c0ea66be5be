// A WebSocket client in C that writes its header as a struct: the compiler puts two bytes of padding before the key.
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct header {
  uint8_t first;
  uint8_t second;
  uint32_t key;
};

static void send_text(int fd, const char *text) {
  size_t length = strlen(text);
  struct header header;
  memset(&header, 0, sizeof header);
  header.first = 0x81;
  header.second = 0x80 | (uint8_t)length;
  header.key = ((uint32_t)rand() << 1) ^ (uint32_t)rand();
  uint8_t masked[128];
  for (size_t i = 0; i < length; i++) masked[i] = (uint8_t)text[i] ^ ((uint8_t *)&header.key)[i % 4];
  write(fd, &header, sizeof header);
  write(fd, masked, length);
}

int main(int argc, char **argv) {
  (void)argc;
  // the same keys each time, so that the place of the break is known
  srand(7);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) return 1;
  dprintf(fd, "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", argv[1]);
  char answer[4096];
  read(fd, answer, sizeof answer);
  usleep(50000);
  for (int i = 0; i < 3; i++) {
    char text[100];
    snprintf(text, sizeof text, "{\"id\":%d,\"cmd\":\"subscribe\",\"topic\":\"orders\"}", i);
    send_text(fd, text);
    usleep(30000);
  }
  usleep(200000);
  close(fd);
  return 0;
}
