import { CopyButton } from '../shared/CopyButton.tsx';
import { Icon } from '../shared/Icon.tsx';

interface Way {
  readonly title: string;
  readonly text: string;
  readonly code: string;
}

const ways: readonly Way[] = [
  {
    title: 'tcpdump',
    text: 'On either machine, before the connection opens. Whole packets (-s 0), the port of your server. Drop the file here.',
    code: 'sudo tcpdump -i any -s 0 -w ws.pcap tcp port 8080',
  },
  {
    title: 'Wireshark',
    text: 'Capture on the interface that carries the traffic with this capture filter, then File, Save As (pcapng). To keep one connection: File, Export Specified Packets.',
    code: 'tcp port 8080',
  },
  {
    title: 'Chrome NetLog',
    text: 'Open this address, choose “Include raw bytes”, start, reproduce the fault, stop. It works for wss too, since the browser holds the plain text.',
    code: 'chrome://net-export/',
  },
  {
    title: 'Node',
    text: 'Prints what the server reads from a socket after the upgrade. Paste the <Buffer …> lines or the hex.',
    code: "server.on('upgrade', (request, socket) => {\n  socket.on('data', (bytes) => console.log('client', bytes.toString('hex')));\n});",
  },
  {
    title: 'Python',
    text: 'The websockets package logs frames at this level. For bytes, capture with tcpdump beside it.',
    code: "import logging\nlogging.basicConfig()\nlogging.getLogger('websockets').setLevel(logging.DEBUG)",
  },
];

/** How to get the bytes, one fold a tool. */
export function HowToCapture() {
  return (
    <div className="grid gap-1.5">
      {ways.map((way) => (
        <details key={way.title} name="capture" className="group rounded-lg border border-line bg-panel">
          <summary className="flex min-h-9 items-center gap-2 px-3 hover:bg-raised">
            <span className="text-faint group-open:rotate-90">
              <Icon name="right" size={12} />
            </span>
            <span className="font-semibold">{way.title}</span>
          </summary>
          <div className="px-3 pb-3 pl-8">
            <p className="text-dim">{way.text}</p>
            <pre
              tabIndex={0}
              role="group"
              aria-label={`Commands for ${way.title}`}
              className="my-2 overflow-x-auto rounded-md bg-raised px-3 py-2 font-mono"
            >
              {way.code}
            </pre>
            <CopyButton label="Copy" text={() => way.code} />
          </div>
        </details>
      ))}
    </div>
  );
}
