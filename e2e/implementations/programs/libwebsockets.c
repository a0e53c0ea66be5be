/* libwebsockets as client or server: <client|server>. See node.mjs for the protocol. Its texts are log lines. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char number[16];
  char said[300];
  int is_said;
  int is_closed;
} Run;

/* The first log line about what was received, while one connection is served. */
static char first_line[300];
static int shows_log;

static void on_log(int level, const char *line) {
  (void)level;
  if (shows_log) fprintf(stderr, "%s", line);
  /* Lines about connections as such follow each fault. */
  const char *others[] = {
      "caller:", "vhost match", "Upgrade to ws", "loglevel", "LRS_", "bail", "SSL", "wsi 0x", "0x", "using ", "input used", "sending pong", "received pong", "reenable POLLIN", "scheduling return", "parsed count", "ext says", "pong callback", "ssl_capable",
  };
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strstr(line, others[i]) != NULL) return;
  if (first_line[0] != 0) return;
  /* A line can begin with the name of its function. */
  size_t name = strcspn(line, ": ");
  const char *text = line[name] == ':' ? line + name + 2 : line;
  snprintf(first_line, sizeof first_line, "%s", text);
  first_line[strcspn(first_line, "\n")] = 0;
}

static void say(Run *run) {
  printf("{\"i\":%s,\"text\":", run->number);
  if (run->is_closed && run->said[0] == 0) printf("null");
  else {
    putchar('"');
    for (const char *at = run->said; *at != 0; at++) {
      if (*at == '"' || *at == '\\') putchar('\\');
      putchar(*at < 32 ? ' ' : *at);
    }
    putchar('"');
  }
  printf(",\"onWire\":true}\n");
  fflush(stdout);
}

/* A client carries its run, a server finds it in the memory of the connection. */
static Run *run_of(struct lws *wsi, Run **held) {
  Run *run = lws_get_opaque_user_data(wsi);
  return run != NULL || held == NULL ? run : *held;
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
  Run **held = user;
  (void)in;
  (void)length;
  switch (reason) {
    case LWS_CALLBACK_ESTABLISHED: {
      char path[32] = "";
      /* What it logs while it starts, and about handshakes, is not about this connection. */
      first_line[0] = 0;
      lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI);
      *held = calloc(1, sizeof(Run));
      snprintf((*held)->number, sizeof(*held)->number, "%s", path + 1);
      break;
    }
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
    case LWS_CALLBACK_RECEIVE:
    case LWS_CALLBACK_CLIENT_RECEIVE:
    case LWS_CALLBACK_RECEIVE_PONG:
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
      first_line[0] = 0;
      break;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: {
      Run *run = run_of(wsi, held);
      first_line[0] = 0;
      if (run != NULL) run->is_closed = 1;
      break;
    }
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    case LWS_CALLBACK_CLOSED:
    case LWS_CALLBACK_CLIENT_CLOSED: {
      Run *run = run_of(wsi, held);
      if (run == NULL || run->is_said) break;
      run->is_said = 1;
      snprintf(run->said, sizeof run->said, "%s", first_line);
      first_line[0] = 0;
      say(run);
      break;
    }
    default:
      break;
  }
  return 0;
}

static const struct lws_protocols protocols[] = {
    {"default", on_event, sizeof(Run *), 1024, 0, NULL, 0},
    {NULL, NULL, 0, 0, 0, NULL, 0},
};
static const struct lws_extension extensions[] = {
    {"permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate"},
    {NULL, NULL, NULL},
};

static void connect_to(struct lws_context *context, const char *line) {
  char url[200] = "";
  int deflate = 0;
  int port = 0;
  char path[64] = "/";
  Run *run = calloc(1, sizeof(Run));
  sscanf(line, "%15s %199s %d", run->number, url, &deflate);
  sscanf(url, "ws://127.0.0.1:%d%63s", &port, path);
  struct lws_client_connect_info info = {0};
  info.context = context;
  info.address = info.host = info.origin = "127.0.0.1";
  info.port = port;
  info.path = path;
  info.local_protocol_name = "default";
  info.opaque_user_data = run;
  if (deflate) info.client_exts = extensions;
  lws_client_connect_via_info(&info);
}

int main(int count, char **arguments) {
  int isServer = count > 1 && strcmp(arguments[1], "server") == 0;
  struct lws_context_creation_info info = {0};
  shows_log = count > 2;
  info.port = isServer ? 0 : CONTEXT_PORT_NO_LISTEN;
  info.iface = "127.0.0.1";
  info.protocols = protocols;
  info.extensions = isServer ? extensions : NULL;
  lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_INFO, on_log);
  struct lws_context *context = lws_create_context(&info);
  if (isServer) {
    printf("{\"port\":%d}\n", lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
    fflush(stdout);
  }
  char line[300];
  size_t used = 0;
  fd_set ready;
  for (;;) {
    struct timeval wait = {0, 0};
    FD_ZERO(&ready);
    FD_SET(0, &ready);
    if (select(1, &ready, NULL, NULL, &wait) > 0) {
      char byte;
      if (read(0, &byte, 1) <= 0) break;
      if (byte == '\n') {
        line[used] = 0;
        used = 0;
        connect_to(context, line);
      } else if (used + 1 < sizeof line) line[used++] = byte;
      if (byte != '\n') continue;
    }
    lws_service(context, isServer ? 0 : -1);
    usleep(isServer ? 0 : 500);
  }
  return 0;
}
