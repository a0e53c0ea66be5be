// All forms in which a handshake is read. The first that recognises a text reads it: forms that only one
// tool writes come before forms that many texts resemble.

import { accessLog } from './forms/access-log.ts';
import { browserHeaders } from './forms/browser-headers.ts';
import { clientError } from './forms/client-error.ts';
import { curlCommand } from './forms/curl-command.ts';
import { clientDebugLog, curlVerbose } from './forms/curl-output.ts';
import { curlTrace } from './forms/curl-trace.ts';
import { envoyHeaders } from './forms/envoy-headers.ts';
import { fetchCall } from './forms/fetch-call.ts';
import { harEntry } from './forms/har-entry.ts';
import { httpClientDebug } from './forms/http-client-debug.ts';
import { javaClientLog } from './forms/java-client-log.ts';
import { markedLines } from './forms/marked-lines.ts';
import { mitmproxyFlow } from './forms/mitmproxy-flow.ts';
import { nghttpOutput } from './forms/nghttp-output.ts';
import { nginxDebug } from './forms/nginx-debug.ts';
import { powerShellCommand } from './forms/powershell.ts';
import { printedHeaders } from './forms/printed-headers.ts';
import { printedResponse } from './forms/printed-response.ts';
import { pseudoHeaders } from './forms/pseudo-headers.ts';
import { rawHeaders } from './forms/raw-headers.ts';
import { rawMessages, webSocketClientTrace } from './forms/raw-messages.ts';
import { serverLog } from './forms/server-log.ts';
import { tornadoRequest } from './forms/tornado-request.ts';
import { urlAlone } from './forms/url.ts';
import { wgetOutput } from './forms/wget-output.ts';
import type { FormReader } from './pasted.ts';

/** The forms in the order in which they are tried. */
export const formReaders: readonly FormReader[] = [
  urlAlone,
  harEntry,
  curlCommand,
  fetchCall,
  powerShellCommand,
  markedLines,
  mitmproxyFlow,
  nghttpOutput,
  wgetOutput,
  curlTrace,
  curlVerbose,
  clientDebugLog,
  httpClientDebug,
  javaClientLog,
  webSocketClientTrace,
  tornadoRequest,
  envoyHeaders,
  nginxDebug,
  pseudoHeaders,
  rawHeaders,
  printedResponse,
  printedHeaders,
  rawMessages,
  serverLog,
  clientError,
  accessLog,
  browserHeaders,
];
