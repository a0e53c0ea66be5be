// The writers of all outputs. A new one is a file in formats, a line here, and its words in outputs.ts.

import { base64Output } from './formats/base64.ts';
import { cOutput } from './formats/c.ts';
import { csvOutput } from './formats/csv.ts';
import { escapedOutput } from './formats/escaped.ts';
import { goOutput } from './formats/go.ts';
import { harOutput } from './formats/har.ts';
import { hexOutput } from './formats/hex.ts';
import { htmlOutput } from './formats/html.ts';
import { issueOutput } from './formats/issue.ts';
import { jsonlOutput } from './formats/jsonl.ts';
import { markdownOutput } from './formats/markdown.ts';
import { nodeOutput } from './formats/node.ts';
import { pcapngOutput } from './formats/pcapng.ts';
import { pythonOutput } from './formats/python.ts';
import { pythonBytesOutput } from './formats/python-bytes.ts';
import { rustOutput } from './formats/rust.ts';
import type { Output } from './output.ts';
import type { OutputId } from './outputs.ts';

/** The writer of each output. */
export const writers: Readonly<Record<OutputId, Output>> = {
  markdown: markdownOutput,
  html: htmlOutput,
  issue: issueOutput,
  jsonl: jsonlOutput,
  csv: csvOutput,
  har: harOutput,
  pcapng: pcapngOutput,
  hex: hexOutput,
  base64: base64Output,
  c: cOutput,
  go: goOutput,
  rust: rustOutput,
  'python-bytes': pythonBytesOutput,
  escaped: escapedOutput,
  node: nodeOutput,
  python: pythonOutput,
};
