<?php
// A WebSocket server written by hand in PHP; the second argument says what it does wrong, or how it ends.
[, $port, $mode] = $argv;

function frameOf(int $opcode, string $payload, int $declared): string
{
    $first = chr(0x80 | $opcode);
    if ($declared < 126) return $first . chr($declared) . $payload;
    return $first . chr(126) . pack('n', $declared) . $payload;
}

function readFrame($client): ?array
{
    $head = fread($client, 2);
    if ($head === false || strlen($head) < 2) return null;
    $length = ord($head[1]) & 127;
    if ($length === 126) $length = unpack('n', fread($client, 2))[1];
    $key = fread($client, 4);
    $payload = $length > 0 ? fread($client, $length) : '';
    return [ord($head[0]) & 15, $payload ^ substr(str_repeat($key, intdiv($length, 4) + 1), 0, $length)];
}

$server = stream_socket_server("tcp://127.0.0.1:$port");
while ($client = stream_socket_accept($server, -1)) {
    $request = '';
    while (!str_contains($request, "\r\n\r\n")) $request .= fread($client, 1);
    preg_match('/Sec-WebSocket-Key: (\S+)/i', $request, $key);
    $accept = base64_encode(sha1($key[1] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
    fwrite($client, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Powered-By: PHP/" . PHP_VERSION . "\r\nSec-WebSocket-Accept: $accept\r\n\r\n");
    $send = function (string $text) use ($client, $mode) {
        $declared = $mode === 'iconv-strlen' ? iconv_strlen($text, 'UTF-8') : strlen($text);
        $frame = frameOf(1, $text, $declared);
        fwrite($client, $mode === 'eol' ? $frame . PHP_EOL : $frame);
    };
    $send(json_encode(['type' => 'welcome', 'user' => 'anna', 'roles' => ['admin', 'editor']]));
    $send(json_encode(['type' => 'motd', 'text' => 'schön grün, blöde Größe'], JSON_UNESCAPED_UNICODE));
    $count = 0;
    while ([$opcode, $payload] = readFrame($client) ?? [8, '']) {
        if ($opcode === 8) break;
        if ($mode === 'refuse-binary' && $opcode === 2) {
            fwrite($client, frameOf(8, pack('n', 1003) . 'binary messages are not supported', 35));
            readFrame($client);
            break;
        }
        $send('echo ' . ++$count . ": $payload");
    }
    fclose($client);
}
