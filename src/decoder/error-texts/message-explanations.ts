// What is wrong above the frames: an answer or a message that the program does not expect.

import type { Explanation } from './explanation.ts';

/** By id. */
export const messageExplanations = {
  'page-in-place-of-data': {
    title: 'An HTTP request was answered with an HTML page',
    how: 'fetch(), the polling of Socket.IO, the negotiation of SignalR or a script tag reached something else: the page of a single-page application, a static file server, a login page, or the error page of a proxy.',
    check:
      'In the network tab, open the response of the request before this error: its address, its status and its Content-Type. The address must lead to the server and not to the page.',
    // The request is another one than that of the WebSocket, whose bytes show nothing.
    causes: ['healthy'],
  },
  'message-not-json': {
    title: 'A message or answer is not the JSON that the program expects',
    how: 'The program parses each message, and this one is a greeting, a ping in words, an error in words, binary data, an empty text, or an object that was sent as "[object Object]".',
    check:
      'Print the text before it is parsed, with its length. Send JSON.stringify(value), and parse text messages alone.',
    causes: ['healthy'],
  },
} as const satisfies Record<string, Explanation>;
