import { useRef, useState } from 'react';
import { type Answers, afterAnswers, bestQuestions } from '../../decoder/error-texts/ask.ts';
import { questions as allQuestions } from '../../decoder/error-texts/questions.ts';
import type { ErrorCause, ErrorText } from '../../decoder/recognise/errors.ts';
import { CauseRanking } from './CauseRanking.tsx';
import { ErrorPatterns } from './ErrorPatterns.tsx';
import { FirstCause } from './FirstCause.tsx';
import { WhoSays } from './WhoSays.tsx';

interface ErrorAnswerProps {
  readonly errors: readonly ErrorText[];
  readonly name: string;
  /** There is room for two columns. */
  readonly isWide?: boolean;
  /** Edits the text; absent where the text has a button of its own. */
  readonly onEdit?: () => void;
}

/** What the errors of a text mean, the most telling first. */
export function ErrorAnswer({ errors, name, isWide = false, onEdit }: ErrorAnswerProps) {
  const numbers = [...new Set(errors.map(({ error }) => error))];
  if (numbers.length === 0) return null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6" data-testid="error-answer">
      {numbers.map((number, at) => (
        <OneError
          key={number}
          entries={errors.filter(({ error }) => error === number)}
          name={name}
          heading={numbers.length > 1 ? `Error ${at + 1} of ${numbers.length}` : null}
          isFirst={at === 0}
          isWide={isWide}
          {...(at === 0 && onEdit !== undefined ? { onEdit } : {})}
        />
      ))}
    </div>
  );
}

interface OneErrorProps {
  /** The programs that print it. */
  readonly entries: readonly ErrorText[];
  readonly name: string;
  readonly heading: string | null;
  readonly isFirst: boolean;
  readonly isWide: boolean;
  readonly onEdit?: () => void;
}

type Ranked = ErrorCause & { readonly id: ErrorCause['explanation'] };

/** One error: who says it, what it comes from, what to ask, and the bits that give it. */
function OneError({ entries, name, heading, isFirst, isWide, onEdit }: OneErrorProps) {
  const [first] = entries;
  const [answers, setAnswers] = useState<Answers>({});
  const start: Ranked[] = first.causes.map((cause) => ({ ...cause, id: cause.explanation }));
  const causes = afterAnswers(start, answers);
  const given: Answers = { ...first.answers, ...answers };
  const open = first.phase === null ? [] : bestQuestions(causes, first.phase, given);
  const column = 'grid grid-cols-[minmax(0,1fr)] content-start gap-4';
  return (
    <article
      className={`${column} ${isWide ? 'lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] lg:gap-5' : ''}`}
      aria-label={heading ?? 'The error'}
    >
      {heading && <h2 className={`heading ${isWide ? 'lg:col-span-2' : ''}`}>{heading}</h2>}
      <div className={column}>
        <WhoSays entries={entries} name={name} {...(onEdit === undefined ? {} : { onEdit })} />
        {causes.length === 0 ? (
          <p className="text-dim" data-testid="error-unknown">
            We do not know this text, so no cause is named for it. Paste the lines around it too, with the
            address, the status and the name of the program. Or capture the bytes of the connection: they
            decide.
          </p>
        ) : (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
            <CauseRanking causes={causes} />
            <Questions
              open={open}
              given={given}
              own={answers}
              onAnswer={(id, answer) => setAnswers((before) => ({ ...before, [id]: answer }))}
              onClear={() => setAnswers({})}
            />
          </div>
        )}
      </div>
      <div className={column}>
        <ErrorPatterns error={first} />
        {isFirst && causes[0] && <FirstCause key={causes[0].explanation} cause={causes[0]} error={first} />}
      </div>
    </article>
  );
}

interface QuestionsProps {
  readonly open: readonly {
    readonly id: string;
    readonly text: string;
    readonly how: string;
    readonly yes: string;
    readonly no: string;
  }[];
  readonly given: Answers;
  /** Answers that were given here; the others stand in the text. */
  readonly own: Answers;
  readonly onAnswer: (id: string, answer: 'yes' | 'no') => void;
  readonly onClear: () => void;
}

/** The questions that split the causes best; each answer changes the order at once. */
function Questions({ open, given, own, onAnswer, onClear }: QuestionsProps) {
  const answered = allQuestions.filter(({ id }) => given[id] !== undefined);
  const section = useRef<HTMLElement>(null);
  // The question that was answered goes away: the focus stays with the questions that are left.
  const answer: typeof onAnswer = (id, value) => {
    section.current?.focus();
    onAnswer(id, value);
  };
  if (open.length === 0 && answered.length === 0) return null;
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label="Questions that decide"
      data-testid="error-questions"
      className="rounded-lg border border-line bg-panel"
    >
      <h3 className="border-b border-line px-3.5 py-2 font-semibold">
        {open.length > 0 ? 'What tells them apart' : 'Answered'}
      </h3>
      <ul>
        {open.map(({ id, text, how, yes, no }) => (
          <li key={id} data-question={id} className="border-b border-line px-3.5 py-2.5 last:border-b-0">
            <p className="font-semibold">{text}</p>
            {how && <p className="mt-0.5 text-xs text-dim">{how}</p>}
            <p className="mt-1.5 flex flex-wrap gap-1.5">
              <button type="button" className="btn" onClick={() => answer(id, 'yes')}>
                {yes}
              </button>
              <button type="button" className="btn" onClick={() => answer(id, 'no')}>
                {no}
              </button>
            </p>
          </li>
        ))}
      </ul>
      {answered.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-3.5 py-2 text-xs text-dim first:border-t-0">
          {answered.map(({ id, text, yes, no }) => (
            <span key={id} data-answered={id}>
              {text} <strong className="text-ink">{given[id] === 'yes' ? yes : no}</strong>
              {own[id] === undefined && ' (your text says so)'}
            </span>
          ))}
          {Object.keys(own).length > 0 && (
            <button
              type="button"
              className="min-h-6 text-accent underline underline-offset-2"
              onClick={onClear}
            >
              Clear my answers
            </button>
          )}
        </div>
      )}
    </section>
  );
}
