import type { Guide } from '../guide.ts';

const php = (text: string) => ({ language: 'php' as const, text });
const ran = { notRun: 'PHP is not in the test; the same faults are run in Node and Python.' };
const rfc = 'https://www.rfc-editor.org/rfc/rfc6455';

/** PHP: Ratchet, Workerman, and sockets by hand. */
export const phpGuide: Guide = {
  stack: 'php',
  name: 'PHP',
  versions: 'Documented for PHP 8.',
  fixes: [
    {
      id: 'strlen',
      causes: ['length-counts-characters', 'length-wrong-width', 'length-wrong-byte-order'],
      title: 'Take the length with strlen, pack it with n and J',
      wrong: php(`<?php
function frame(string $text): string {
    $length = mb_strlen($text);
    return chr(0x81) . chr($length) . $text;
}
`),
      right: php(`<?php
function frame(string $text): string {
    $length = strlen($text);
    if ($length < 126) {
        $header = chr(0x81) . chr($length);
    } elseif ($length < 65536) {
        $header = chr(0x81) . chr(126) . pack('n', $length);
    } else {
        $header = chr(0x81) . chr(127) . pack('J', $length);
    }
    return $header . $text;
}
`),
      why: 'mb_strlen counts characters; the header counts bytes. n and J are network order, v and P are not.',
      confirm: 'For "Grüße" the second byte must be 07.',
      ran,
      source: 'https://www.php.net/manual/en/function.pack.php',
    },
    {
      id: 'fpm',
      causes: ['chunked-on-websocket', 'http-response-on-websocket', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [200, 404, 500, 501], tunnel: false } },
      title: 'A process of its own, not PHP-FPM or mod_php',
      wrong: php(`<?php
header('HTTP/1.1 101 Switching Protocols');
header('Upgrade: websocket');
header('Connection: Upgrade');
header('Sec-WebSocket-Accept: ' . $accept);
echo frame('hello');
flush();
`),
      right: php(`<?php
// php server.php, behind "location /ws" of nginx
require 'vendor/autoload.php';

use Ratchet\\Http\\HttpServer;
use Ratchet\\Server\\IoServer;
use Ratchet\\WebSocket\\WsServer;

IoServer::factory(new HttpServer(new WsServer(new Chat())), 8080, '127.0.0.1')->run();
`),
      why: 'Under a web server PHP writes a response body: the server chunks it (hex lines round the frames) and ends it with the script.',
      confirm: 'curl -si ... | grep -ci transfer-encoding\nmust print 0.',
      ran,
      source: 'http://socketo.me/docs/deploy',
    },
    {
      id: 'mask',
      causes: ['server-masked-frame', 'client-unmasked-frame'],
      title: 'A server does not mask, a client always does',
      wrong: php(`<?php
fwrite($client, encode($text, 'text', true)); // many examples mask by default
`),
      right: php(`<?php
fwrite($client, encode($text, 'text', false));
`),
      why: 'Encoders copied from clients mask by default. A browser fails the connection: "A server must not mask any frames". An echoed Close must be framed anew too.',
      confirm: 'The second byte of a server frame must be below 80 (hex).',
      ran,
      source: `${rfc}#section-5.1`,
    },
    {
      id: 'partial-io',
      causes: ['short-write', 'concurrent-writes', 'valid-bytes-receiver-at-fault'],
      title: 'Loop until all is written, and read by the header',
      wrong: php(`<?php
fwrite($client, $frame);
$data = fread($client, 2048);
`),
      right: php(`<?php
for ($at = 0; $at < strlen($frame); $at += $written) {
    $written = fwrite($client, substr($frame, $at));
    if ($written === false) {
        throw new RuntimeException('the client is gone');
    }
    if ($written === 0) {
        $read = null; $write = [$client]; $except = null;
        stream_select($read, $write, $except, 5);
    }
}
`),
      why: 'On a non-blocking stream fwrite takes what fits and says how much. If the rest is dropped, the frame is truncated. One fread is likewise not one frame: read 2 bytes, then as many as they say.',
      confirm: 'Send 1 MB to a slow client: the message must arrive whole.',
      ran,
      source: 'https://www.php.net/manual/en/function.fwrite.php',
    },
    {
      id: 'handshake-nul',
      causes: ['handshake-boundary', 'trailing-bytes'],
      title: 'End the 101 with CRLF CRLF and nothing else',
      wrong: php(`<?php
$upgrade = "HTTP/1.1 101 Switching Protocols\\r\\n$headers\\r\\n\\r\\n";
fwrite($client, $upgrade . chr(0));
`),
      right: php(`<?php
$upgrade = "HTTP/1.1 101 Switching Protocols\\r\\n$headers\\r\\n\\r\\n";
fwrite($client, $upgrade);
`),
      why: 'chr(0) is from a draft of 2010. Today it is the first byte of a frame: a continuation of nothing.',
      confirm: 'The first byte after the blank line must be 81 or 82.',
      ran,
      source: `${rfc}#section-4.2.2`,
    },
    {
      id: 'draft',
      causes: ['old-draft', 'handshake-header-missing'],
      title: 'Answer the handshake of RFC 6455, not that of 2010',
      wrong: php(`<?php
// Sec-WebSocket-Key1, Sec-WebSocket-Key2, and frames chr(0) . $text . chr(255)
fwrite($client, chr(0) . $text . chr(255));
`),
      right: php(`<?php
$accept = base64_encode(sha1($key . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
fwrite($client, frame($text));
`),
      why: 'Frames between 00 and ff are hixie-76. Every browser since 2012 sends Sec-WebSocket-Version: 13 and reads RFC 6455.',
      confirm: 'A text frame must begin with 81.',
      ran,
      source: `${rfc}#section-1.3`,
    },
  ],
};
