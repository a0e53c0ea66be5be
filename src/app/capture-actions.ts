// Opening, and decoding again: another format, other assumptions, flipped bits.

import { type Assumptions, noAssumptions } from '../decoder/model/assumptions.ts';
import { CallCancelled } from '../worker/client.ts';
import type { DecodedCapture, ViewTarget } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';
import { type EditActions, editActions } from './edit-actions.ts';
import { faultOf } from './fault.ts';
import { secretActions } from './secrets.ts';
import { captureOf, selectionOf, sourceOf } from './selectors.ts';
import type { AppState, Fault, OpenSource, Patch } from './state.ts';
import type { ViewActions } from './view-actions.ts';

/** What a link wants on the screen. */
export interface WantedView extends ViewTarget {
  readonly field: string | null;
  /** The filter of the frame list; left out: none. */
  readonly filter?: string;
}

export interface OpenOptions {
  readonly format?: string | null;
  readonly assumptions?: Assumptions;
  readonly view?: WantedView;
}

export interface CaptureActions extends EditActions {
  /** Opens an input. A text that is a TLS key log or a private key decrypts what is open, or what is opened next. */
  open(source: OpenSource, options?: OpenOptions): Promise<void>;
  /** Opens files as one capture, with the key logs and private keys among them. */
  openFiles(files: readonly File[]): Promise<void>;
  /** Names the fields of Protocol Buffers by these files too; without a file by none. */
  giveSchema(files: readonly File[]): Promise<void>;
  /** Decodes what is open again from an input that has grown, and stays at the same frame. */
  grow(source: OpenSource): Promise<void>;
  /** Opens the last input again, as it was opened, and stays at the same frame. */
  reopen(): Promise<void>;
  cancelOpen(): void;
  /** Back to the empty screen, with a sentence for it and a text for its paste box. */
  close(message?: string, text?: string): void;
  setFormat(format: string): Promise<void>;
  assume(assumptions: Assumptions): Promise<void>;
}

/** Names of files that are a schema: a `.proto` text, or a descriptor set. */
const schemaName = /\.(?:proto|protoset|desc|binpb)$/i;

/** What the user looks at; `undefined` without a frame. */
function viewOf(state: AppState): WantedView | undefined {
  const { connection, frame, field, filter } = selectionOf(state);
  return frame === null ? undefined : { connection, frame: frame.index, field, filter: filter.text };
}

/** Sets the filter that a link names, and reads what the answer lacks. */
async function showTarget(
  view: ViewActions,
  target: WantedView | null,
  decoded: DecodedCapture,
): Promise<void> {
  if (target?.filter) view.setFilter(target.filter);
  await view.readWhatIsMissing(decoded.start);
}

function faultUnlessCancelled(error: unknown): Fault | null {
  return error instanceof CallCancelled ? null : faultOf(error, 'opening the input');
}

type DecodeAgain = (
  doing: string,
  patches: readonly Patch[],
  call: (target: ViewTarget) => Promise<DecodedCapture>,
  step?: 'undo' | 'redo',
) => Promise<void>;

/** Decodes what is open again, and stays at the same frame. */
function decodeAgain(context: ActionContext, view: ViewActions): DecodeAgain {
  const { state, dispatch } = context;
  return async (doing, patches, call, step) => {
    const unchanged = state();
    const begun = dispatch({ type: 'decode-begun', patches, step });
    // Nothing is open, or not all of it yet.
    if (begun === unchanged) return;
    const asked = begun.generation;
    const { connection, frame } = selectionOf(state());
    try {
      const decoded = await call({ connection, frame: frame?.index ?? 0 });
      const before = state();
      if (dispatch({ type: 'decode-ended', asked, decoded }) === before) return;
      await view.refilter();
      await view.readWhatIsMissing(decoded.start);
    } catch (error) {
      const before = state();
      if (dispatch({ type: 'decode-failed', asked, fault: null }) !== before) context.fail(error, doing);
    }
  };
}

async function giveSchema(context: ActionContext, files: readonly File[]): Promise<void> {
  const { readInto } = await import('./schema.ts');
  await readInto(context, files);
}

/** Actions on the capture. */
export function captureActions(context: ActionContext, view: ViewActions): CaptureActions {
  const { client, rows, state, dispatch } = context;
  let opening: AbortController | null = null;
  let last: { readonly source: OpenSource; readonly options: OpenOptions } | null = null;
  const decode = decodeAgain(context, view);
  const keys = secretActions(context, { open, decode });

  async function open(source: OpenSource, options: OpenOptions = {}): Promise<void> {
    const taken = source.kind === 'text' ? keys.takeText(source.text) : null;
    if (taken !== null) return taken;
    opening?.abort();
    last = { source, options };
    opening = new AbortController();
    const { signal } = opening;
    const { format = null, assumptions = noAssumptions, view: target = null } = options;
    const { generation: asked } = dispatch({ type: 'open-begun', source });
    try {
      const decoded = await client.call(
        'open',
        { ...source, format, assumptions, target, secrets: keys.secrets() },
        {
          signal,
          onProgress: (progress) => {
            const before = state();
            if (dispatch({ type: 'open-progressed', asked, progress }) !== before) rows.grow();
          },
        },
      );
      const before = state();
      const after = dispatch({ type: 'open-ended', asked, decoded, target });
      if (after !== before) await showTarget(view, target, decoded);
    } catch (error) {
      dispatch({ type: 'open-failed', asked, fault: faultUnlessCancelled(error) });
    }
  }

  function close(message: string | null, text = ''): void {
    opening?.abort();
    dispatch({ type: 'closed', message, text });
  }

  return {
    open,
    reopen: async () => {
      if (last !== null)
        await open(last.source, { ...last.options, view: viewOf(state()) ?? last.options.view });
    },
    grow: async (source) => {
      const options = last?.options ?? {};
      const { format = null } = options;
      const assumptions = captureOf(state())?.assumptions ?? noAssumptions;
      last = { source, options };
      dispatch({ type: 'source-grown', source });
      await decode('following a recording', [], (target) =>
        client.call('grow', { ...source, format, assumptions, target, secrets: keys.secrets() }),
      );
    },
    async openFiles(files) {
      const schema = files.filter(({ name }) => schemaName.test(name));
      const others = files.filter((file) => !schema.includes(file));
      if (schema.length > 0) await giveSchema(context, schema);
      if (others.length > 0) await keys.openFiles(others);
    },
    giveSchema: (files) => giveSchema(context, files),
    cancelOpen: () => close(null),
    close: (message, text) => {
      keys.forget();
      close(message ?? null, text);
    },
    setFormat: async (format) => {
      const source = sourceOf(state());
      const assumptions = captureOf(state())?.assumptions;
      if (source) await open(source, { format, assumptions });
    },
    assume: (assumptions) =>
      decode('decoding again', [], (target) => client.call('assume', { assumptions, target })),
    ...editActions(context, decode),
  };
}
