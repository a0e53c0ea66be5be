// A WebSocket server on libwebsockets; the second argument says how it ends a connection.
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *mode, *reason = "";
static int code = 1000;

struct talk {
  int count, hello, want;
  size_t length;
  unsigned char text[LWS_PRE + 8192];
};

static int on_event(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in, size_t length) {
  struct talk *talk = user;
  switch (event) {
  case LWS_CALLBACK_ESTABLISHED:
    talk->hello = 1;
    lws_callback_on_writable(wsi);
    break;
  case LWS_CALLBACK_SERVER_WRITEABLE:
    if (talk->hello) {
      talk->hello = 0;
      talk->length = sprintf((char *)talk->text + LWS_PRE, "{\"hello\":\"libwebsockets\"}");
      lws_write(wsi, talk->text + LWS_PRE, talk->length, LWS_WRITE_TEXT);
    } else if (talk->want) {
      talk->want = 0;
      lws_write(wsi, talk->text + LWS_PRE, talk->length, LWS_WRITE_TEXT);
      if (!strcmp(mode, "raw") && talk->count == 2) {
        // the reply of an HTTP handler on a connection that is a WebSocket
        unsigned char raw[LWS_PRE + 64];
        int n = sprintf((char *)raw + LWS_PRE, "{\"event\":\"tick\",\"n\":%d}\n", talk->count);
        lws_write(wsi, raw + LWS_PRE, n, LWS_WRITE_HTTP);
      }
      if (!strcmp(mode, "continuation") && talk->count == 2) lws_write(wsi, talk->text + LWS_PRE, talk->length, LWS_WRITE_CONTINUATION);
      if (!strcmp(mode, "two-starts") && talk->count == 2) {
        // a fragment, then a message that is whole, then the rest
        lws_write(wsi, talk->text + LWS_PRE, 4, LWS_WRITE_TEXT | LWS_WRITE_NO_FIN);
        lws_write(wsi, talk->text + LWS_PRE, talk->length, LWS_WRITE_TEXT);
        lws_write(wsi, talk->text + LWS_PRE + 4, talk->length - 4, LWS_WRITE_CONTINUATION);
      }
      if (!strcmp(mode, "close") && talk->count == 2) {
        lws_close_reason(wsi, code, (unsigned char *)reason, strlen(reason));
        return -1;
      }
      if (!strcmp(mode, "drop") && talk->count == 2) return -1;
      if (!strcmp(mode, "kill") && talk->count == 2) {
        kill(getpid(), SIGKILL);
      }
    }
    break;
  case LWS_CALLBACK_RECEIVE:
    if (talk->length + length > 8000) length = 1000;
    talk->count++;
    talk->length = 6 + length;
    memcpy(talk->text + LWS_PRE, "echo: ", 6);
    memcpy(talk->text + LWS_PRE + 6, in, length);
    talk->want = 1;
    lws_callback_on_writable(wsi);
    break;
  default:
    break;
  }
  return 0;
}

static const lws_retry_bo_t patience = {.secs_since_valid_ping = 1, .secs_since_valid_hangup = 3};

int main(int count, char **values) {
  static struct lws_protocols protocols[] = {{"chat", on_event, sizeof(struct talk), 4096}, {0}};
  struct lws_context_creation_info info = {0};
  mode = values[2];
  if (count > 4) code = atoi(values[3]), reason = values[4];
  lws_set_log_level(0, NULL);
  info.port = atoi(values[1]);
  info.iface = "127.0.0.1";
  info.protocols = protocols;
  if (!strcmp(mode, "keepalive")) info.retry_and_idle_policy = &patience;
  struct lws_context *context = lws_create_context(&info);
  while (context && lws_service(context, 0) >= 0) {}
  return 0;
}
