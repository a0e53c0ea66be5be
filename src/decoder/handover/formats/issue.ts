// The text of an issue with the headings that a project asks for. What a capture proves is filled in; what it cannot
// know is left for the reporter, in angle brackets.

import { plain } from '../markdown-text.ts';
import type { Output } from '../output.ts';
import type { ProjectId } from '../outputs.ts';
import type { Report } from '../report.ts';
import {
  causePart,
  contentsPart,
  factsPart,
  findingsPart,
  framePart,
  joined,
  linesPart,
  linkPart,
  verdictPart,
} from '../report-markdown.ts';

/** What stands under a heading. */
type Part = (report: Report) => string | null;

const toFill =
  (what: string): Part =>
  () =>
    `\\<${what}\\>`;

const description: Part = (report) => joined([verdictPart(report), factsPart(report)]).trimEnd();

const expected: Part = () =>
  'Both sides follow RFC 6455, and the connection stays open until one of them closes it.';

const actual: Part = (report) => {
  const { causes, frame, handshake, programs } = report;
  return joined([
    causes.length === 0 ? verdictPart(report) : causePart(causes[0], true),
    linesPart(handshake),
    frame === null ? null : framePart(frame),
    findingsPart(report),
    contentsPart(report),
    programs.length === 0 ? null : `What programs say of these bytes:\n\n${linesPart(programs)}`,
  ]).trimEnd();
};

const reproduction: Part = () =>
  [
    'The attached file sends exactly these bytes, with the recorded pauses, and needs no packages:',
    '',
    '\\<attach reproduction.cjs or reproduction.py: Share, Reproduction, or `framescope export --as node`\\>',
  ].join('\n');

const attachments: Part = (report) => linkPart(report);

interface Section {
  readonly heading: string;
  readonly part: Part;
}

const section = (heading: string, part: Part): Section => ({ heading, part });

/** The sections of each form, in its order. */
const forms: Readonly<Record<ProjectId, readonly Section[]>> = {
  ws: [
    section(
      '### Is there an existing issue for this?',
      () => "- [ ] I've searched for any related issues and avoided creating a duplicate issue.",
    ),
    section('### Description', (report) => joined([description(report), reproduction(report)]).trimEnd()),
    section('### ws version', toFill('npm ls ws')),
    section('### Node.js Version', toFill('node -v')),
    section('### System', toFill('npx envinfo --system')),
    section('### Expected result', expected),
    section('### Actual result', actual),
    section('### Attachments', attachments),
  ],
  websockets: [
    section('', description),
    section('**What happens**', actual),
    section('**What I expected**', expected),
    section('**Reproduction**', reproduction),
    section('**Versions**', toFill('python3 -V, pip show websockets, operating system')),
    section('**Bytes**', attachments),
  ],
  'socket.io': [
    section('**Describe the bug**', description),
    section('**To Reproduce**', reproduction),
    section('Socket.IO server version:', toFill('npm ls socket.io')),
    section('*Server*', toFill('code of the server')),
    section('Socket.IO client version:', toFill('npm ls socket.io-client')),
    section('*Client*', toFill('code of the client')),
    section('**Expected behavior**', expected),
    section('**Platform:**', () => ' - Device: \\<device\\>\n - OS: \\<operating system and version\\>'),
    section('**Additional context**', (report) => joined([actual(report), attachments(report)]).trimEnd()),
  ],
  netty: [
    section('### Expected behavior', expected),
    section('### Actual behavior', (report) => joined([description(report), actual(report)]).trimEnd()),
    section('### Steps to reproduce', attachments),
    section('### Minimal yet complete reproducer code (or URL to code)', reproduction),
    section('### Netty version', toFill('version of netty-codec-http')),
    section('### JVM version (e.g. `java -version`)', toFill('java -version')),
    section('### OS version (e.g. `uname -a`)', toFill('uname -a')),
  ],
  novnc: [
    section('**Describe the bug**', description),
    section('**To reproduce**', reproduction),
    section('**Expected behavior**', expected),
    section('**Screenshots**', toFill('screenshots, if they help')),
    section(
      '**Client (please complete the following information):**',
      () => ' - OS: \\<operating system\\>\n - Browser: \\<browser\\>\n - Browser version: \\<version\\>',
    ),
    section('**Server (please complete the following information):**', ({ facts }) => {
      const seen = facts.find(({ label }) => label === 'Software seen');
      const proxy = seen === undefined ? '\\<websockify or another, with its version\\>' : plain(seen.text);
      return ` - noVNC version: \\<version\\>\n - VNC server: \\<server and version\\>\n - WebSocket proxy: ${proxy}`;
    }),
    section('**Additional context**', (report) => joined([actual(report), attachments(report)]).trimEnd()),
  ],
};

export const issueOutput: Output = {
  id: 'issue',
  kind: 'report',
  write: ({ report, project }) =>
    joined(
      forms[project].map(({ heading, part }) => {
        const text = part(report);
        return heading === '' ? text : `${heading}\n\n${text ?? ''}`.trimEnd();
      }),
    ),
};
