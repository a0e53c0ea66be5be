// .NET: System.Net.WebSockets, in ClientWebSocket and ASP.NET Core. Every check waits for the whole header.

import { at, both, type Implementation } from '../implementation.ts';

const aborted =
  'An exception caused the WebSocket to enter the Aborted state. Please see the InnerException, if present, for more details.';

export const dotnet: Implementation = {
  id: 'dotnet',
  name: '.NET 10',
  version: 'dotnet/runtime 2026 (source)',
  roles: both,
  shown:
    'WebSocketException of ReceiveAsync, in ClientWebSocket and in Kestrel; Close frame with an empty reason',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  checks: [
    ...at('header', 1002, [
      ['rsv23', 'The WebSocket received a frame with one or more reserved bits set.'],
      ['msb', 'The WebSocket received a frame with an invalid payload length.'],
      ['rsv1', 'The WebSocket received compressed frame when compression is not enabled.'],
      ['masked', 'The WebSocket server sent a masked frame.'],
      ['orphan', 'The WebSocket received a continuation frame from a previous final message.'],
      [
        'rsv1Continuation',
        'The WebSocket received a continuation frame with Per-Message Compressed flag set.',
      ],
      [
        'interleaved',
        'The WebSocket expected a continuation frame after having received a previous non-final frame.',
      ],
      [['controlLong', 'fragmentedControl'], 'The WebSocket received an invalid control message.'],
      [['opcodeData', 'opcodeControl'], "The WebSocket received a frame with an unknown opcode: '0x{n}'."],
    ]),
    ...at('payload', 1007, [['text', aborted]]),
    ...at('payload', 1002, [[['closeOneByte', 'closeCode', 'closeReason'], aborted]]),
  ],
  handshake: [
    ['status', "The server returned status code '{status}' when status code '101' was expected."],
    [
      'connection',
      "The 'Connection' header value '{value}' is invalid.",
      "The server's response was missing the required header 'Connection'.",
    ],
    [
      'upgrade',
      "The 'Upgrade' header value '{value}' is invalid.",
      "The server's response was missing the required header 'Upgrade'.",
    ],
    [
      'accept',
      "The 'Sec-WebSocket-Accept' header value '{value}' is invalid.",
      "The server's response was missing the required header 'Sec-WebSocket-Accept'.",
    ],
    [
      'subprotocol',
      "The WebSocket client request requested '{offered}' protocol(s), but server is only accepting '{value}' protocol(s).",
    ],
  ],
};
