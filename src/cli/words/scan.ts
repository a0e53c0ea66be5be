import { type CommandWords, pageOption } from './command-words.ts';

/** `framescope scan`. */
export const scanWords: CommandWords = {
  name: 'scan',
  line: 'decide fleets of captures on all cores, one line a connection',
  synopsis: ['scan [OPTION]... DIR|GLOB|FILE...', 'scan [OPTION]... -'],
  description: [
    'Decides every capture of folders, patterns and lists with the diagnosis of inspect, and writes one line a connection as soon as its file is decided. "-" reads the paths of files from standard input. A file that cannot be read is counted and named, and never ends the run. A summary follows on standard error.',
    'docs/scan.md describes the fields, and how a run is continued, divided and loaded into a database.',
  ],
  options: [
    { name: '--output', value: 'FILE', text: 'Write to this file and replace what it holds.' },
    {
      name: '--format',
      value: 'jsonl|csv|markdown|junit',
      choices: ['jsonl', 'csv', 'markdown', 'junit'],
      text: 'Format of the output: JSON lines unless it says otherwise.',
    },
    {
      name: '--only',
      value: 'WORD,...',
      text: 'Only lines with this verdict (broken, warning, unknown, sound) or cause, or refused, or unreadable.',
    },
    { name: '--since', value: 'TIME', text: 'Only connections open after this time: ISO 8601, or 2h ago.' },
    { name: '--until', value: 'TIME', text: 'Only connections open before this time.' },
    { name: '--keylog', value: 'FILE', text: 'TLS key log or RSA private key for all files.' },
    { name: '--jobs', value: 'N', text: 'Threads, instead of one for each core.' },
    { name: '--timeout', value: 'SECONDS', text: 'Longest time for one file, 300 unless it says otherwise.' },
    {
      name: '--thread-memory',
      value: 'MIB',
      text: 'Largest memory of a thread, 1024 unless it says otherwise.',
    },
    { name: '--state', value: 'FILE', text: 'Record which files are decided. Needs --output.' },
    { name: '--resume', value: null, text: 'Continue the run that the state file records.' },
    {
      name: '--shard',
      value: 'I/N',
      text: 'One part of N, I from 0: divided by a stable number of the path.',
    },
    { name: '--sorted', value: null, text: 'Write in the order of the paths.' },
    { name: '--follow-links', value: null, text: 'Follow symbolic links inside folders.' },
    { name: '--hash', value: null, text: 'Add the SHA-256 of each file.' },
    { name: '--links', value: null, text: 'Add a link to the frame where it is short, without secrets.' },
    {
      name: '--files-from',
      value: 'FILE',
      text: 'Read paths from this file, one a line; - is standard input.',
    },
    { name: '--null', value: null, text: 'The paths of that list are divided by NUL bytes.' },
    pageOption,
  ],
  exits: [
    [0, 'every connection that was selected is sound'],
    [1, 'a cause was found'],
    [2, 'no connection was found in any file, or the arguments are wrong'],
    [3, 'no cause was found, and a file could not be decided'],
    [130, 'stopped by a signal; --resume continues'],
  ],
  examples: [
    ['framescope scan captures/ > lines.jsonl', 'a line a connection, a summary on the terminal'],
    ['framescope scan --only broken --since 2h /var/captures', 'what broke in the last two hours'],
    [
      'framescope scan captures/ --output out.jsonl --state out.state --resume',
      'a run that continues where it was stopped',
    ],
  ],
  operands: 'files',
};
