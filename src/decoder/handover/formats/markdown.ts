// A report as Markdown, for a ticket or a chat.

import { plain } from '../markdown-text.ts';
import type { Output } from '../output.ts';
import {
  causePart,
  contentsPart,
  factsPart,
  findingsPart,
  fixPart,
  framePart,
  joined,
  linesPart,
  linkPart,
  verdictPart,
} from '../report-markdown.ts';

const titled = (title: string, part: string | null): string | null =>
  part === null || part === '' ? null : `## ${title}\n\n${part}`;

export const markdownOutput: Output = {
  id: 'markdown',
  kind: 'report',
  write({ report }) {
    const { causes, frame, fix, otherFixes, handshake, legs, programs } = report;
    const others =
      otherFixes.length === 0 ? null : `Framescope also has fixes for ${otherFixes.map(plain).join(', ')}.`;
    return joined([
      '# WebSocket report',
      verdictPart(report),
      factsPart(report),
      titled('Evidence', joined(causes.map((cause, i) => causePart(cause, i === 0))).trimEnd()),
      titled('Handshake', linesPart(handshake)),
      titled('Proxy', linesPart(legs)),
      titled('Frame', frame === null ? null : framePart(frame)),
      titled('Rules broken', findingsPart(report)),
      titled('Inside the messages', contentsPart(report)),
      titled('What programs say of it', linesPart(programs)),
      titled('Fix', fix === null ? null : joined([fixPart(fix), others]).trimEnd()),
      titled('Link', linkPart(report)),
    ]);
  },
};
