import { type KeyboardEvent, useRef } from 'react';

export interface TabItem {
  readonly id: string;
  readonly label: string;
}

interface TabsProps {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly value: string;
  /** Id of the panel that the tabs switch. */
  readonly panelId: string;
  readonly onChange: (id: string) => void;
  readonly grow?: boolean;
}

/** Tabs with a roving tab stop: arrow keys, Home and End. */
export function Tabs({ label, items, value, panelId, onChange, grow }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const at = items.findIndex((item) => item.id === value);
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = items[(to + items.length) % items.length];
    onChange(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  }

  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="flex min-w-0 gap-1 overflow-x-auto"
    >
      {items.map((item) => {
        const on = item.id === value;
        return (
          <button
            key={item.id}
            type="button"
            role="tab"
            data-tab={item.id}
            id={`${panelId}-tab-${item.id}`}
            aria-selected={on}
            aria-controls={panelId}
            tabIndex={on ? 0 : -1}
            onClick={() => onChange(item.id)}
            className={`min-h-7 shrink-0 border-b-2 px-2 py-1 whitespace-nowrap ${grow ? 'grow' : ''} ${
              on ? 'border-accent font-semibold text-ink' : 'border-transparent text-dim hover:text-ink'
            }`}
          >
            {item.label}
          </button>
        );
      })}
    </div>
  );
}
