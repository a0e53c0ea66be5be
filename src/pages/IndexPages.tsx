// The lists of all pages of a group, and the front page of the reference.

import type { ReactNode } from 'react';
import { frontPath, type GroupId, groups, type Page, relativeTo } from './page.ts';
import { itemList } from './structured-data.ts';

/** One entry of a list. */
export interface Entry {
  readonly page: Page;
  /** A sentence beside the name. */
  readonly words: string;
  /** The heading under which it is listed. */
  readonly heading: string;
}

interface GroupWords {
  readonly title: string;
  readonly heading: string;
  readonly lead: string;
  readonly description: string;
}

const wordsOf: Readonly<Record<GroupId, GroupWords>> = {
  cause: {
    title: 'Every cause of a broken WebSocket, with bytes and fix',
    heading: 'Causes of broken WebSocket connections',
    lead: 'What goes wrong in software and networks so that a WebSocket breaks. Each page shows the bytes that prove it, why it happens, and the change that mends it.',
    description:
      'What goes wrong in software and networks so that a WebSocket breaks: each cause with the bytes that prove it, why it happens and the fix.',
  },
  error: {
    title: 'WebSocket error messages explained, program by program',
    heading: 'WebSocket error texts',
    lead: 'Who prints a text, the header bits that give it, and what was found to cause it in public reports. Search this page for the words of your error.',
    description:
      'WebSocket error messages of browsers, Node, Python, Go, Java, .NET and Rust: who prints them, the header bits that give them, causes with counts, the fix.',
  },
  fix: {
    title: 'WebSocket fixes by stack: nginx, Node, Python, Go and more',
    heading: 'Fixes by stack',
    lead: 'The wrong text, the right text, why, and a command that confirms it. Where a test ran both with the real program, the page says so.',
    description:
      'WebSocket fixes for nginx, Apache, HAProxy, Caddy, Node, Python, Go, Java, .NET, PHP and clouds: wrong and right text, and a command that confirms it.',
  },
  format: {
    title: 'Input formats: captures, logs and dumps of WebSocket bytes',
    heading: 'Input formats',
    lead: 'Everything that can be dropped or pasted: what it is, how to get one, and what it can show.',
    description:
      'Every capture, log and dump that Framescope decodes WebSocket frames from: pcap, NetLog, HAR, hex dumps, literals of languages. How to get each.',
  },
  capture: {
    title: 'How to capture WebSocket traffic on any system',
    heading: 'How to capture WebSocket traffic',
    lead: 'The shortest way from what you have to bytes that can be decoded. Start before you connect, so that the handshake is in it.',
    description:
      'Capture ws:// and wss:// traffic with tcpdump, Wireshark, Chrome, Node, Python, Kubernetes and more: commands to copy, most of them run by a test.',
  },
};

/** Entries by heading, in the order in which the headings come up. */
function byHeading(entries: readonly Entry[]): [string, Entry[]][] {
  const found = new Map<string, Entry[]>();
  for (const entry of entries) found.set(entry.heading, [...(found.get(entry.heading) ?? []), entry]);
  return [...found];
}

/** The list of the pages of a group. */
export function indexPage(group: GroupId, entries: readonly Entry[]): Page {
  const { index, name } = groups[group];
  const { title, heading, lead, description } = wordsOf[group];
  return {
    path: index,
    group: null,
    title,
    description,
    name,
    body: (
      <>
        <h1>{heading}</h1>
        <p className="lead">{lead}</p>
        {byHeading(entries).map(([words, own]) => (
          <section key={words}>
            <h2>{words}</h2>
            <EntryList entries={own} from={index} isQuoted={group === 'error'} />
          </section>
        ))}
      </>
    ),
    data: [
      itemList(
        heading,
        entries.map(({ page }) => ({ name: page.name })),
      ),
    ],
    picture: null,
  };
}

interface EntryListProps {
  readonly entries: readonly Entry[];
  readonly from: string;
  /** The names are texts of programs. */
  readonly isQuoted: boolean;
}

function EntryList({ entries, from, isQuoted }: EntryListProps) {
  return (
    <ul className="entries">
      {entries.map(({ page, words }) => (
        <li key={page.path}>
          <a href={relativeTo(from, page.path)}>{isQuoted ? <code>{page.name}</code> : page.name}</a>
          {words !== '' && <p>{words}</p>}
        </li>
      ))}
    </ul>
  );
}

/** The front page of the reference. `counts`: pages of each group; `first`: error texts to begin with. */
export function frontPage(counts: Readonly<Record<GroupId, number>>, first: readonly Page[]): Page {
  return {
    path: frontPath,
    group: null,
    title: 'WebSocket errors, causes and fixes: the reference',
    description:
      'A reference for broken WebSocket connections: error texts of every common program, causes with their bytes, fixes by stack, and how to capture.',
    name: 'Reference',
    body: (
      <>
        <h1>What broke the WebSocket?</h1>
        <p className="lead">
          Look up an error text, a cause or a fix here, or open the decoder and paste what you have: it reads
          the bytes in your browser and names the cause with its proof.
        </p>
        <div className="actions">
          <a className="button primary" href={relativeTo(frontPath, '')}>
            Open the decoder
          </a>
        </div>
        <ul className="cards">
          {(Object.keys(groups) as GroupId[]).map((id) => (
            <li key={id}>
              <h2>
                <a href={groups[id].index}>{groups[id].name}</a> <span className="count">{counts[id]}</span>
              </h2>
              <p>{wordsOf[id].lead}</p>
            </li>
          ))}
        </ul>
        <section aria-labelledby="first">
          <h2 id="first">Error texts that people ask about</h2>
          <EntryList
            entries={first.map((page) => ({ page, words: '', heading: '' }))}
            from={frontPath}
            isQuoted
          />
        </section>
      </>
    ),
    data: [
      itemList(
        'Framescope reference',
        Object.values(groups).map(({ name }) => ({ name })),
      ),
    ],
    picture: null,
  };
}

/** The page that a host shows for an address without a page. It has no list of its own. */
export function missingPage(body: ReactNode): Page {
  return {
    path: '404.html',
    group: null,
    title: 'No such page here: Framescope',
    description:
      'There is no page at this address. The reference lists every error text, cause and fix; the decoder reads what you paste.',
    name: 'Not found',
    body,
    data: [],
    picture: null,
  };
}
