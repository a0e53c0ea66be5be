// Standard input and output of the server: one JSON-RPC message a line.

import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

/** The error of JSON-RPC 2.0 5.1 for a line that holds no message, or `null` for another fault. */
function errorOf(fault: Error): { readonly code: number; readonly message: string } | null {
  if (fault instanceof SyntaxError)
    return { code: -32700, message: 'Parse error: expected a JSON-RPC message in one line, found no JSON.' };
  // The schema of the messages refuses it.
  if ('issues' in fault)
    return { code: -32600, message: 'Invalid Request: expected a JSON-RPC 2.0 message, found other JSON.' };
  return null;
}

/** A transport that answers a line without a message, where that of the protocol's package is silent. */
export function lineTransport(stdin: Readable, stdout: Writable): StdioServerTransport {
  const transport = new StdioServerTransport(stdin, stdout);
  transport.onerror = (fault) => {
    const error = errorOf(fault);
    if (error !== null) stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error })}\n`);
  };
  return transport;
}
