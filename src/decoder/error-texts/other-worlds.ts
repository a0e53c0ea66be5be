// Lines of programs that never speak WebSocket, in words that programs with WebSocket also use: a kernel has invalid
// opcodes, and a connection of ssh is refused. Nothing follows from such a line for a connection.

/** Each pattern has words that only its program prints. */
const linesOfOthers: readonly RegExp[] = [
  // Linux: an oops, and the line about a program that was stopped.
  /\b(?:invalid opcode|general protection fault|divide error|double fault|int3|Oops)[^\n:]{0,60}: [0-9a-f]{4} \[#\d+\]/i,
  /\btrap invalid opcode ip:[0-9a-f]+/i,
  // Ethereum: development nodes, and the virtual machine of geth.
  /\bVM Exception while processing transaction\b/i,
  /\binvalid opcode: (?:opcode 0x[0-9a-f]+ not defined|INVALID\b|PUSH0\b|SH[LR]\b|SAR\b|MCOPY\b|T(?:LOAD|STORE)\b)/,
  // AMQP clients for Go.
  /\bException \(\d{3}\) Reason: "/,
  // git
  /\bfatal: unable to access '/,
  // ssh, scp, rsync and sftp
  /\bssh: (?:connect to host|Could not resolve hostname) /,
  /\b(?:kex_exchange_identification|ssh_exchange_identification|client_loop): /,
  // Clients of databases
  /\bpsql: (?:error|could not)\b/,
  /\bERROR 20\d\d \(HY000\)/,
  /\bCould not connect to Redis at /,
  /\bredis\.exceptions\.\w+/,
  // Node.js: a file that cannot be opened or read.
  /\bE[A-Z]{2,12}: [a-z ,'-]{3,60}, \w{3,12} '/,
  // mosquitto: the protocol is MQTT, whatever carries it.
  /\bClient \S+(?: \[[^\]\n]{1,60}\])? disconnected due to protocol error\b/,
  // Docker
  /\bCannot connect to the Docker daemon at /,
];

/** A frame of a Python traceback: the line after it is source code, whatever words it has. */
const tracebackFrame = /^\s*File "[^"\n]{1,300}", line \d+\b/;

/** Whether a line is of a program that never speaks WebSocket. */
export function isOfOtherWorld(line: string): boolean {
  return linesOfOthers.some((pattern) => pattern.test(line));
}

/** A text whose lines of programs without WebSocket and of source code are empty; line numbers stay the same. */
export function withoutOtherWorlds(text: string): string {
  if (!isOfOtherWorld(text) && !/^[ \t]*File "/m.test(text)) return text;
  const lines = text.split('\n');
  return lines
    .map((line, at) => (isOfOtherWorld(line) || tracebackFrame.test(lines[at - 1] ?? '') ? '' : line))
    .join('\n');
}
