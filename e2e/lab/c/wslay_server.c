// A WebSocket server on wslay, which leaves the handshake to the program; the second argument says how it goes wrong.
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wslay/wslay.h>

static const char *mode;
static int count;

static void queue(wslay_event_context_ptr ctx, int opcode, int rsv, const char *text, size_t length) {
  struct wslay_event_msg message = {opcode, (const uint8_t *)text, length};
  wslay_event_queue_msg_ex(ctx, &message, rsv);
}

static ssize_t on_send(wslay_event_context_ptr ctx, const uint8_t *data, size_t length, int flags, void *user) {
  int fd = *(int *)user;
  // as if a full socket buffer had taken only so much; the rest is forgotten
  int isCut = strcmp(mode, "partial") == 0 || strcmp(mode, "kill") == 0;
  size_t taken = isCut && length > 1400 ? 1400 : length;
  if (send(fd, data, taken, MSG_NOSIGNAL) < 0) wslay_event_set_error(ctx, WSLAY_ERR_CALLBACK_FAILURE);
  if (strcmp(mode, "kill") == 0 && length > 1400) kill(getpid(), SIGKILL);
  return length;
}

static ssize_t on_recv(wslay_event_context_ptr ctx, uint8_t *data, size_t length, int flags, void *user) {
  ssize_t n = recv(*(int *)user, data, length, MSG_DONTWAIT);
  int waits = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  if (n <= 0) wslay_event_set_error(ctx, waits ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
  return n > 0 ? n : -1;
}

static int on_mask(wslay_event_context_ptr ctx, uint8_t *data, size_t length, void *user) {
  for (size_t i = 0; i < length; i++) data[i] = rand();
  return 0;
}

static void on_message(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg *arg, void *user) {
  if (wslay_is_ctrl_frame(arg->opcode)) return;
  char text[8192];
  int n = snprintf(text, sizeof text, "echo: %.*s", (int)arg->msg_length, (const char *)arg->msg);
  queue(ctx, WSLAY_TEXT_FRAME, 0, text, n);
  if (++count != 2) return;
  if (strcmp(mode, "close") == 0) {
    wslay_event_queue_close(ctx, 4100, (const uint8_t *)"session expired", 15);
  } else if (strcmp(mode, "rsv") == 0) {
    queue(ctx, WSLAY_TEXT_FRAME, WSLAY_RSV1_BIT, "{\"state\":\"ready\",\"count\":2}", 27);
  } else if (strcmp(mode, "latin1") == 0) {
    queue(ctx, WSLAY_TEXT_FRAME, 0, "{\"city\":\"Z\xfcrich\",\"zone\":\"W\xe4rme\"}", 31);
  } else if (strcmp(mode, "log") == 0) {
    // the log goes to descriptor 4, which is the socket by now
    wslay_event_send(ctx);
    dprintf(*(int *)user, "[2026-02-03 10:11:12] INFO 2 messages answered\n");
    queue(ctx, WSLAY_TEXT_FRAME, 0, "{\"state\":\"ready\"}", 17);
  } else if (strcmp(mode, "partial") == 0 || strcmp(mode, "kill") == 0) {
    static char rows[3000];
    memset(rows, 'r', sizeof rows);
    queue(ctx, WSLAY_TEXT_FRAME, 0, rows, sizeof rows);
    queue(ctx, WSLAY_TEXT_FRAME, 0, "{\"state\":\"ready\"}", 17);
  }
}

static void shake_hands(int fd) {
  char request[4096] = "", key[128], answer[512];
  for (size_t n = 0; strstr(request, "\r\n\r\n") == NULL;) n += recv(fd, request + n, sizeof request - n - 1, 0);
  char *at = strcasestr(request, "sec-websocket-key: ");
  sscanf(at + 19, "%60[^\r]", key);
  if (strcmp(mode, "no-guid") != 0) strcat(key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  unsigned char hash[20], accept[40];
  SHA1((unsigned char *)key, strlen(key), hash);
  EVP_EncodeBlock(accept, hash, 20);
  int n = snprintf(answer, sizeof answer,
                   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: %s\r\n\r\n",
                   accept);
  send(fd, answer, n, 0);
}

int main(int argc, char **argv) {
  mode = argv[2];
  struct wslay_event_callbacks callbacks = {on_recv, on_send, on_mask, NULL, NULL, NULL, on_message};
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {AF_INET, htons(atoi(argv[1])), {htonl(INADDR_LOOPBACK)}};
  bind(listener, (struct sockaddr *)&address, sizeof address);
  listen(listener, 8);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    char first;
    if (recv(fd, &first, 1, MSG_PEEK) <= 0) { close(fd); continue; }
    shake_hands(fd);
    wslay_event_context_ptr ctx;
    // the constructor of a client, on a server
    if (strcmp(mode, "client-init") == 0) wslay_event_context_client_init(&ctx, &callbacks, &fd);
    else wslay_event_context_server_init(&ctx, &callbacks, &fd);
    wslay_event_config_set_max_recv_msg_length(ctx, strcmp(mode, "limit") == 0 ? 1000 : 100000);
    wslay_event_config_set_allowed_rsv_bits(ctx, WSLAY_RSV1_BIT);
    count = 0;
    queue(ctx, WSLAY_TEXT_FRAME, 0, "{\"hello\":\"wslay\"}", 17);
    while (wslay_event_want_read(ctx) || wslay_event_want_write(ctx)) {
      if (wslay_event_want_write(ctx) && wslay_event_send(ctx) != 0) break;
      struct pollfd ready = {fd, POLLIN};
      if (!wslay_event_want_read(ctx)) continue;
      poll(&ready, 1, -1);
      if (wslay_event_recv(ctx) != 0) break;
    }
    close(fd);
  }
}
