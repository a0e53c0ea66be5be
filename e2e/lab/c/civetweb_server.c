// A server on civetweb: civetweb_server PORT MODE [CODE REASON].
#include <civetweb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *mode;
static int code;
static const char *reason = "";
static int count;

static int on_connect(const struct mg_connection *connection, void *data) {
  return strcmp(mode, "refuse") == 0;
}

static void on_ready(struct mg_connection *connection, void *data) {
  const char *hello = "{\"hello\":\"civetweb\",\"city\":\"Z\xc3\xbcrich\"}";
  mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_TEXT, hello, strlen(hello));
}

static int on_data(struct mg_connection *connection, int bits, char *payload, size_t size, void *data) {
  if ((bits & 15) != MG_WEBSOCKET_OPCODE_TEXT) return 1;
  char answer[8000];
  int length = snprintf(answer, sizeof answer, "echo: %.*s", (int)size, payload);
  mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_TEXT, answer, length);
  if (++count != 2) return 1;
  if (strcmp(mode, "close") == 0) {
    char body[125] = {code >> 8, code & 255};
    memcpy(body + 2, reason, strlen(reason));
    mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_CONNECTION_CLOSE, body, 2 + strlen(reason));
  }
  if (strcmp(mode, "raw") == 0) mg_printf(connection, "%s", "{\"event\":\"saved\"}\n");
  if (strcmp(mode, "http") == 0) mg_send_http_error(connection, 500, "%s", "no database");
  if (strcmp(mode, "nul") == 0) {
    // the terminating NUL is sent with the text
    mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_TEXT, "{\"n\":1}", 8);
    mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_TEXT, "{\"n\":2}", 8);
  }
  if (strcmp(mode, "sizeof") == 0) {
    // the length of the buffer, not of the text: what the stack held follows
    static char buffer[64];
    memset(buffer, 0xa7, sizeof buffer);
    strcpy(buffer, "{\"state\":\"ready\"}");
    mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_TEXT, buffer, sizeof buffer);
  }
  if (strcmp(mode, "long-close") == 0) {
    char body[180] = {1011 >> 8, 1011 & 255};
    memset(body + 2, 'e', sizeof body - 2);
    mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_CONNECTION_CLOSE, body, sizeof body);
  }
  if (strcmp(mode, "host-order") == 0) {
    // the code is copied in the byte order of the machine
    unsigned short value = 1001;
    mg_websocket_write(connection, MG_WEBSOCKET_OPCODE_CONNECTION_CLOSE, (char *)&value, 2);
  }
  if (strcmp(mode, "kill") == 0) { usleep(60000); kill(getpid(), SIGKILL); }
  return strcmp(mode, "drop") != 0;
}

int main(int argc, char **argv) {
  mode = argv[2];
  if (argc > 4) { code = atoi(argv[3]); reason = argv[4]; }
  char address[40];
  snprintf(address, sizeof address, "127.0.0.1:%s", argv[1]);
  const char *options[] = {"listening_ports", address, "num_threads", "3", "websocket_timeout_ms", strcmp(mode, "idle") == 0 ? "2000" : "30000", NULL};
  mg_init_library(0);
  struct mg_context *context = mg_start(NULL, NULL, options);
  mg_set_websocket_handler(context, "/", on_connect, on_ready, on_data, NULL, NULL);
  for (;;) pause();
}
