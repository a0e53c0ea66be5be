import type { FieldView } from '../../worker/protocol.ts';
import { useActions, useSelection } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

function bitsOf(field: FieldView): string {
  return field.bitEnd - field.bitStart === 1 ? `${field.bitStart}` : `${field.bitStart}–${field.bitEnd - 1}`;
}

/** What a field should be: a bit, an opcode, or that its first bit is 0. */
function rightWord({ right, bitStart, bitEnd }: FieldView): string {
  const value = right ?? '';
  if (value.length <= 8)
    return value.length === 1 ? value : Number.parseInt(value, 2).toString(16).toUpperCase();
  return `0 in bit ${bitStart}, the first of ${bitEnd - bitStart}`;
}

/** All header fields with value and meaning. */
export function FieldList({ fields }: { fields: readonly FieldView[] }) {
  const { selectField } = useActions();
  const chosen = useSelection((selection) => selection.field);
  return (
    <ul aria-label="Header fields" className="field-columns">
      {fields.map((field) => {
        const bad = field.rules.length > 0;
        const on = chosen === field.id;
        return (
          <li key={`${field.id}-${field.bitStart}`} className="break-inside-avoid">
            <button
              type="button"
              data-field={field.id}
              data-f={field.id}
              data-from={field.bitStart}
              data-to={field.bitEnd}
              aria-pressed={on}
              onClick={() => selectField(on ? null : field.id)}
              className={`field-row flex w-full items-baseline gap-2 rounded-l border-l-3 border-(--c) px-2 py-[3px] text-left ${
                on ? 'bg-raised' : ''
              }`}
            >
              <span
                className="w-27 shrink-0 truncate font-semibold text-(--c)"
                title={`bits ${bitsOf(field)}`}
              >
                {field.label}
              </span>
              <code className="max-w-40 shrink-0 truncate font-semibold">{field.value}</code>
              <span className="min-w-0 flex-1 text-dim">
                {bad && (
                  <span className="mr-1 inline-flex translate-y-0.5 text-bad">
                    <Icon name="cross" size={12} label={`Error: ${field.rules.join(', ')}`} />
                  </span>
                )}
                {field.meaning}
                {field.right !== null && (
                  <span className="text-ok" data-testid="right-value">
                    {` · should be ${rightWord(field)}`}
                  </span>
                )}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
