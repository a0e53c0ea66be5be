import { lazy, Suspense, useState } from 'react';
import { captureOf } from '../../app/selectors.ts';
import { judgedPrograms } from '../../decoder/configuration/report.ts';
import { isJudged } from '../../decoder/recognise/judged-programs.ts';
import { type Part, textOfPart } from '../../decoder/recognise/recognition.ts';
import type { CaptureView } from '../../worker/protocol.ts';
import { useActions, useAppState } from '../app-context.ts';
import { HowToCapture } from '../open/HowToCapture.tsx';
import { PasteBox } from '../open/PasteBox.tsx';
import { kindNames } from './answer-words.ts';
import { ErrorAnswer } from './ErrorAnswer.tsx';
import { PartText } from './PartText.tsx';
import { useSourceText } from './use-source-text.ts';

/** The checks have parsers as large as the rest of the page: they load when an answer needs them. */
const ConfigurationAnswer = lazy(() =>
  import('./CheckAnswers.tsx').then((part) => ({ default: part.ConfigurationAnswer })),
);
const HandshakeAnswer = lazy(() =>
  import('./CheckAnswers.tsx').then((part) => ({ default: part.HandshakeAnswer })),
);

/** The answer to a text without bytes: the text with its parts, and what is known about the selected part. */
export function AnswerScreen({ part: asked = null }: { readonly part?: number | null }) {
  const capture = useAppState(captureOf);
  const sourceText = useSourceText();
  const text = capture?.joinedText ?? sourceText;
  const [editing, setEditing] = useState(false);
  const [chosen, setChosen] = useState(asked ?? 0);
  const all = capture?.recognition?.parts ?? [];
  // Of a text with decoded bytes only the part that was asked for is shown.
  const parts = asked === null ? all : all.slice(asked, asked + 1);
  const part = parts[Math.min(chosen, parts.length - 1)];
  if (capture === null || text === null) return null;
  const isConfiguration = part !== undefined && isChecked(part);
  const own = part === undefined ? '' : textOfPart(text, part);
  // Beside an answer of a page, a line of text would leave its column empty: it follows the answer, which quotes it.
  const isStacked = part?.kind === 'error-text' && parts.length === 1 && isShort(text);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 px-3 py-4" data-testid="answer">
      {editing && (
        <section aria-label="Edit the text">
          <PasteBox rows={10} initial={text} autoFocus />
        </section>
      )}
      {isConfiguration && parts.length === 1 ? (
        <Suspense fallback={<div className="min-h-80" />}>
          <ConfigurationAnswer text={own} onEdit={() => setEditing(true)} />
        </Suspense>
      ) : (
        <div
          className={`grid grid-cols-[minmax(0,1fr)] items-start gap-5 ${isStacked ? 'mx-auto w-full max-w-[1320px]' : 'lg:grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)]'}`}
        >
          <div className={`grid grid-cols-[minmax(0,1fr)] gap-4 ${isStacked ? '' : 'lg:order-2'}`}>
            {part === undefined ? (
              <Unrecognised capture={capture} />
            ) : (
              <PartAnswer
                key={part.start}
                part={part}
                text={own}
                capture={capture}
                isWide={isStacked}
                onEdit={() => setEditing(true)}
              />
            )}
          </div>
          <section aria-label="Your text" className="overflow-hidden rounded-lg border border-line bg-panel">
            <div className="flex items-center gap-2 border-b border-line px-3.5 py-2">
              <h2 className="min-w-0 flex-1 truncate font-semibold">Your text</h2>
              {!editing && !isStacked && (
                <button type="button" className="btn" onClick={() => setEditing(true)}>
                  Edit
                </button>
              )}
            </div>
            <PartText text={text} parts={parts} chosen={chosen} onChoose={setChosen} />
          </section>
        </div>
      )}
      <section aria-label="How to get a capture">
        <h2 className="heading mb-2.5">How to get a capture</h2>
        <HowToCapture />
      </section>
    </div>
  );
}

/** Longest text that is shown above its answer, in lines and in characters. */
const maxShortLines = 6;
const maxShortLength = 600;

function isShort(text: string): boolean {
  return text.length <= maxShortLength && text.trimEnd().split('\n').length <= maxShortLines;
}

/** Whether the configuration check judges a part; it also offers the programs when somebody chose the kind. */
function isChecked({ kind, name, certainty }: Part): boolean {
  return kind === 'configuration' && (isJudged(name) || certainty === 'possible');
}

interface PartAnswerProps {
  readonly part: Part;
  readonly text: string;
  readonly capture: CaptureView;
  /** The answer has the whole width of the page. */
  readonly isWide: boolean;
  readonly onEdit: () => void;
}

/** What is known about one part. */
function PartAnswer({ part, text, capture, isWide, onEdit }: PartAnswerProps) {
  const { open } = useActions();
  const notes = capture.notes.filter((note) => note.at === part.start && note.level === 'info');
  switch (part.kind) {
    case 'error-text': {
      const errors = capture.errors.filter((error) => text.includes(error.text));
      return (
        <ErrorAnswer
          errors={errors.length > 0 ? errors : capture.errors}
          name={part.name}
          isWide={isWide}
          {...(isWide ? { onEdit } : {})}
        />
      );
    }
    case 'configuration':
      return isChecked(part) ? (
        <Suspense fallback={<div className="min-h-80" />}>
          <ConfigurationAnswer text={text} onEdit={onEdit} />
        </Suspense>
      ) : (
        <Sentences
          title={`${part.name}: recognised, not judged here`}
          notes={notes.map((note) => note.text)}
        />
      );
    case 'handshake':
    case 'url':
      return (
        <Suspense fallback={<div className="min-h-80" />}>
          <HandshakeAnswer text={text} />
        </Suspense>
      );
    case 'packet-tree':
      return <Sentences title={part.name} notes={notes.map((note) => note.text)} />;
    case 'bytes':
    case 'capture':
    case 'messages':
      if (part.format === null) return <Sentences title={part.name} notes={notes.map((note) => note.text)} />;
      // The only part was read, and gave no connection: reading it again gives none either.
      if (capture.recognition?.parts.length === 1) {
        return (
          <Sentences
            title={part.name}
            notes={['Its format was recognised. It holds no connection to show.']}
          />
        );
      }
      return (
        <section aria-label={part.name} className="rounded-lg border border-line bg-panel px-3.5 py-3">
          <h2 className="font-semibold">
            {part.name}: {kindNames[part.kind]}
          </h2>
          <button
            type="button"
            className="btn btn-primary mt-2 min-h-8 px-4"
            onClick={() => void open({ kind: 'text', text, name: part.name })}
          >
            Decode this part
          </button>
        </section>
      );
  }
}

function Sentences({ title, notes }: { title: string; notes: readonly string[] }) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-panel px-3.5 py-3">
      <h2 className="font-semibold">{title}</h2>
      {notes.map((note) => (
        <p key={note} className="mt-1.5 break-words">
          {note}
        </p>
      ))}
    </section>
  );
}

function Unrecognised({ capture }: { capture: CaptureView }) {
  const { setFormat } = useActions();
  return (
    <section aria-label="What can be pasted" className="rounded-lg border border-line bg-panel px-3.5 py-3">
      <h2 className="font-semibold">What can be pasted or dropped here</h2>
      <ul className="mt-1.5 list-disc pl-5">
        <li>bytes: a hex dump of any tool, a log with bytes, base64, a literal of a programming language</li>
        <li>a capture: pcap, pcapng, HAR, NetLog, mitmproxy, Fiddler</li>
        <li>an error text, a console line, a stack trace</li>
        <li>a handshake: curl output, browser headers, copy as cURL or fetch</li>
        <li>a configuration of {judgedPrograms}</li>
        <li>a ws:// or wss:// URL</li>
      </ul>
      {capture.alternatives.length > 0 && (
        <p className="mt-2 flex flex-wrap items-center gap-2 text-dim">
          Decode as
          {capture.alternatives.map((format) => (
            <button key={format.id} type="button" className="btn" onClick={() => void setFormat(format.id)}>
              {format.name}
            </button>
          ))}
        </p>
      )}
    </section>
  );
}
