/* libsoup 3 as client or server: <client|server>. See node.mjs for the protocol. */
#include <gio/gunixinputstream.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char number[16];
  gboolean is_said;
} Run;

static void say(Run *run, GError *error) {
  if (run->is_said) return;
  run->is_said = TRUE;
  if (error == NULL) {
    printf("{\"i\":%s,\"text\":null}\n", run->number);
  } else {
    char *text = g_strescape(error->message, NULL);
    printf("{\"i\":%s,\"text\":\"%s\",\"error\":\"%s\"}\n", run->number, text, g_quark_to_string(error->domain));
    g_free(text);
  }
  fflush(stdout);
}

static void on_error(SoupWebsocketConnection *connection, GError *error, Run *run) {
  (void)connection;
  say(run, error);
}

static void on_closed(SoupWebsocketConnection *connection, Run *run) {
  (void)connection;
  say(run, NULL);
}

static void watch(SoupWebsocketConnection *connection, Run *run) {
  g_object_ref(connection);
  g_signal_connect(connection, "error", G_CALLBACK(on_error), run);
  g_signal_connect(connection, "closed", G_CALLBACK(on_closed), run);
}

static void on_connected(GObject *session, GAsyncResult *result, gpointer data) {
  GError *error = NULL;
  SoupWebsocketConnection *connection =
      soup_session_websocket_connect_finish(SOUP_SESSION(session), result, &error);
  if (connection == NULL) say(data, error);
  else watch(connection, data);
  g_object_unref(session);
}

static void on_line(GObject *stream, GAsyncResult *result, gpointer loop) {
  char *line = g_data_input_stream_read_line_finish(G_DATA_INPUT_STREAM(stream), result, NULL, NULL);
  if (line == NULL) {
    g_main_loop_quit(loop);
    return;
  }
  char url[200];
  int deflate;
  Run *run = g_new0(Run, 1);
  sscanf(line, "%15s %199s %d", run->number, url, &deflate);
  SoupSession *session = soup_session_new();
  if (deflate) soup_session_add_feature_by_type(session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  else soup_session_remove_feature_by_type(session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  SoupMessage *message = soup_message_new("GET", url);
  soup_session_websocket_connect_async(session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, on_connected, run);
  g_free(line);
  g_data_input_stream_read_line_async(G_DATA_INPUT_STREAM(stream), G_PRIORITY_DEFAULT, NULL, on_line, loop);
}

static void on_upgrade(SoupServer *server, SoupServerMessage *message, const char *path,
                       SoupWebsocketConnection *connection, gpointer data) {
  (void)server;
  (void)message;
  (void)data;
  Run *run = g_new0(Run, 1);
  g_strlcpy(run->number, path + 1, sizeof run->number);
  watch(connection, run);
}

int main(int count, char **arguments) {
  (void)count;
  GMainLoop *loop = g_main_loop_new(NULL, FALSE);
  if (strcmp(arguments[1], "server") == 0) {
    SoupServer *server = soup_server_new(NULL, NULL);
    soup_server_add_websocket_handler(server, NULL, NULL, NULL, on_upgrade, NULL, NULL);
    soup_server_listen_local(server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL);
    GSList *uris = soup_server_get_uris(server);
    printf("{\"port\":%d}\n", g_uri_get_port(uris->data));
    fflush(stdout);
  } else {
    GInputStream *input = g_unix_input_stream_new(0, FALSE);
    GDataInputStream *lines = g_data_input_stream_new(input);
    g_data_input_stream_read_line_async(lines, G_PRIORITY_DEFAULT, NULL, on_line, loop);
  }
  g_main_loop_run(loop);
  return 0;
}
