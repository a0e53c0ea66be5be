// The ids of all formats, for those who have to know one without loading what reads it.

import { fileFormats } from './file-formats.ts';

const textFormatIds =
  'base64 bits c-array cat-v cdp-events curl-trace debugger-memory decimal-list encoded-characters erlang-binary escaped follow-stream frame-log go-bytes hex hex-view hexdump http-client-wire http-text java-bytes jetty-buffer json-lines mbedtls-debug message-list netty-log ngrep node-buffer nsdata number-literals od openssl-debug other-dump pdml php-dump postman python-bytes python-websockets socat-x sql strace table tcpdump-x tcpflow text2pcap tshark-fields tshark-x tungstenite websocket-client whole-frames xxd'.split(
    ' ',
  );

/** Whether a word is the id of a format. */
export function isFormatId(word: string): boolean {
  return textFormatIds.includes(word) || fileFormats.some(({ id }) => id === word);
}
