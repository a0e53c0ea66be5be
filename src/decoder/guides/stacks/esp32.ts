import { afterSilence, type Guide } from '../guide.ts';

const ran = { notRun: 'It needs a board; checked against the documentation of ESP-IDF and the libraries.' };
const idf = 'https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-reference/protocols';

/** ESP32: ESP-IDF and Arduino libraries. */
export const esp32Guide: Guide = {
  stack: 'esp32',
  name: 'ESP32',
  versions: 'Documented for ESP-IDF 5 and arduinoWebSockets 2.4.',
  fixes: [
    {
      id: 'one-task',
      causes: ['concurrent-writes', 'short-write'],
      title: 'Send from the server task alone',
      wrong: {
        language: 'c',
        text: `// in two tasks
httpd_ws_frame_t frame = { .type = HTTPD_WS_TYPE_TEXT, .payload = (uint8_t *)text, .len = strlen(text) };
httpd_ws_send_frame_async(server, fd, &frame);
`,
      },
      right: {
        language: 'c',
        text: `struct message { httpd_handle_t server; int fd; char *text; };

static void send_message(void *arg) {
    struct message *message = arg;
    httpd_ws_frame_t frame = {
        .type = HTTPD_WS_TYPE_TEXT,
        .payload = (uint8_t *)message->text,
        .len = strlen(message->text),
    };
    httpd_ws_send_frame_async(message->server, message->fd, &frame);
    free(message->text);
    free(message);
}

// in any task
httpd_queue_work(server, send_message, message);
`,
      },
      why: 'httpd_ws_send_frame_async writes header and payload with two sends and no lock. Two tasks mix them; httpd_queue_work runs all of them in the one task of the server.',
      confirm: 'Send from two tasks for a minute: a capture must hold whole frames.',
      ran,
      source: `${idf}/esp_http_server.html`,
    },
    {
      id: 'extra-headers',
      causes: ['handshake-boundary'],
      title: 'No CRLF at the end of extra headers',
      wrong: {
        language: 'cpp',
        text: `webSocket.setExtraHeaders("Authorization: Bearer abc\\r\\n");
webSocket.begin("example.com", 80, "/ws");
`,
      },
      right: {
        language: 'cpp',
        text: `webSocket.setExtraHeaders("Authorization: Bearer abc");
webSocket.begin("example.com", 80, "/ws");
`,
      },
      why: 'The library adds CRLF itself. A second one ends the request early, and the headers after it ("User-Agent: ...") are read as frames: "RSV2 and RSV3 must be clear".',
      confirm: 'In a capture the request must hold one blank line, its last.',
      ran,
      source: 'https://github.com/Links2004/arduinoWebSockets',
    },
    {
      id: 'buffer-size',
      causes: ['message-too-large', 'valid-bytes-receiver-at-fault'],
      title: 'Put messages together from their parts',
      wrong: {
        language: 'c',
        text: `case WEBSOCKET_EVENT_DATA:
    handle_message(data->data_ptr, data->data_len);
    break;
`,
      },
      right: {
        language: 'c',
        text: `case WEBSOCKET_EVENT_DATA:
    if (data->payload_offset == 0) {
        message = malloc(data->payload_len);
    }
    if (message != NULL) {
        memcpy(message + data->payload_offset, data->data_ptr, data->data_len);
        if (data->payload_offset + data->data_len == data->payload_len) {
            handle_message(message, data->payload_len);
            free(message);
            message = NULL;
        }
    }
    break;
`,
      },
      why: 'esp_websocket_client hands over what fits into buffer_size (1024 bytes when not set), so one frame comes as several events. A long message is not damaged: it comes in several events.',
      confirm: 'Send 5,000 bytes to the board: handle_message must get all of them at once.',
      ran,
      source: 'https://docs.espressif.com/projects/esp-protocols/esp_websocket_client/docs/latest/index.html',
    },
    {
      id: 'c-string',
      causes: ['trailing-bytes', 'text-not-utf8', 'length-off-by-constant', 'bytes-inserted'],
      title: 'Send strlen bytes, not sizeof',
      wrong: {
        language: 'c',
        text: `char text[64];
snprintf(text, sizeof text, "{\\"t\\":%d}", t);
esp_websocket_client_send_text(client, text, sizeof text, portMAX_DELAY);
`,
      },
      right: {
        language: 'c',
        text: `char text[64];
int length = snprintf(text, sizeof text, "{\\"t\\":%d}", t);
esp_websocket_client_send_text(client, text, length, portMAX_DELAY);
`,
      },
      why: 'sizeof sends the NUL and the memory after it: JSON parsers reject the NUL, strict peers over bytes that are not UTF-8 (1007).',
      confirm: 'The payload must end with 7d, not with 00.',
      ran,
      source: 'https://docs.espressif.com/projects/esp-protocols/esp_websocket_client/docs/latest/index.html',
    },
    {
      id: 'ping',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Ping from the board',
      wrong: {
        language: 'c',
        text: `esp_websocket_client_config_t config = { .uri = "wss://example.com/ws", .ping_interval_sec = 0 };
`,
      },
      right: {
        language: 'c',
        text: `esp_websocket_client_config_t config = {
    .uri = "wss://example.com/ws",
    .ping_interval_sec = 10,
    .pingpong_timeout_sec = 30,
    .network_timeout_ms = 10000,
};
`,
      },
      why: 'Wi-Fi and NAT forget silent connections without a word. Pings keep them open and tell when they are gone.',
      confirm: 'A masked ping (89 80 ...) must leave the board every 10 s.',
      ran,
      source: 'https://docs.espressif.com/projects/esp-protocols/esp_websocket_client/docs/latest/index.html',
    },
    {
      id: 'tls-port',
      causes: ['tls-on-plaintext-port', 'plaintext-on-tls-port'],
      title: 'Scheme and port must fit',
      wrong: {
        language: 'cpp',
        text: `webSocket.begin("example.com", 443, "/ws");
`,
      },
      right: {
        language: 'cpp',
        text: `webSocket.beginSSL("example.com", 443, "/ws");
`,
      },
      why: 'begin() speaks plain HTTP; port 443 wants TLS and answers 400 or closes. The other way round the server gets 16 03 01 where GET should be.',
      confirm: 'In a capture the first byte to port 443 must be 16.',
      ran,
      source: 'https://github.com/Links2004/arduinoWebSockets',
    },
  ],
};
