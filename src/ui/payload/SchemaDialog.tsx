import { useRef } from 'react';
import { isOpen } from '../../app/selectors.ts';
import { count } from '../../decoder/model/words.ts';
import { useActions, useAppState } from '../app-context.ts';
import { Dialog } from '../shared/Dialog.tsx';

/** Messages and fields that are listed. */
const maxListed = 40;

function listed(names: readonly string[]): string {
  const more = names.length > maxListed ? `, and ${names.length - maxListed} more` : '';
  return `${names.slice(0, maxListed).join(', ')}${more}`;
}

/** The schema that names the fields of Protocol Buffers: its files, what is in them, what is wrong. */
export function SchemaDialog() {
  const { closeDialog, giveSchema } = useActions();
  const schema = useAppState((state) => state.schema);
  const hasCapture = useAppState(isOpen);
  const input = useRef<HTMLInputElement>(null);
  const hasFiles = schema !== null && schema.files.length > 0;
  return (
    <Dialog title="Schema of Protocol Buffers" onClose={() => closeDialog()}>
      <div className="grid max-w-[64ch] gap-3" role="status" data-testid="schema">
        {!hasFiles && (
          <p>
            A .proto file, or a descriptor set of protoc, names the fields of messages. Choose all files that
            import each other, or drop them on the page. They stay in this page.
          </p>
        )}
        {hasFiles && (
          <p className="[overflow-wrap:anywhere]">
            <strong>{schema.files.join(', ')}</strong>: {count(schema.messages.length, 'message')}:{' '}
            {listed(schema.messages)}.
          </p>
        )}
        {hasFiles && schema.missing.length > 0 && (
          <p className="text-warn [overflow-wrap:anywhere]">
            No file defines the type of {listed(schema.missing)}: open the files that they import too.
          </p>
        )}
        {schema?.problem != null && <p className="text-err [overflow-wrap:anywhere]">{schema.problem}</p>}
        {hasFiles && (
          <p className="text-dim">
            {hasCapture
              ? 'A payload that has only fields of one of these messages is shown with their names. Another message can be chosen under Format.'
              : 'Now open the capture whose messages it names.'}
          </p>
        )}
      </div>
      <div className="mt-4 flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={() => input.current?.click()}>
          {hasFiles ? 'Open further files' : 'Open .proto files'}
        </button>
        <input
          ref={input}
          type="file"
          multiple
          data-testid="schema-input"
          aria-label="Files of the schema"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            if (files.length > 0) void giveSchema(files);
          }}
        />
        {hasFiles && (
          <button type="button" className="btn" onClick={() => void giveSchema([])}>
            Forget the schema
          </button>
        )}
      </div>
    </Dialog>
  );
}
