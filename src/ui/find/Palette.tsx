import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useActions, useApp, useAppState } from '../app-context.ts';
import { Dialog } from '../shared/Dialog.tsx';
import { type Command, commandsFor } from './commands.ts';

const listId = 'commands';

/** All that can be done, found by its words. */
export function Palette() {
  const app = useApp();
  const { closeDialog } = useActions();
  const state = useAppState((all) => all);
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  // After the dialog has opened, which takes the focus.
  useEffect(() => field.current?.focus(), []);
  const commands = commandsFor(state, text);
  const at = Math.min(wanted, commands.length - 1);

  function run(command: Command): void {
    closeDialog();
    // The dialog gives the focus back before the command moves it.
    requestAnimationFrame(() => command.run(app));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, number> = {
      ArrowDown: (at + 1) % Math.max(1, commands.length),
      ArrowUp: at <= 0 ? commands.length - 1 : at - 1,
      Home: 0,
      End: commands.length - 1,
    };
    if (event.key in moves) setWanted(moves[event.key]);
    else if (event.key === 'Enter' && at >= 0) run(commands[at]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title="Commands" onClose={() => closeDialog()}>
      <input
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded={commands.length > 0}
        aria-controls={listId}
        aria-activedescendant={at < 0 ? undefined : `command-${commands[at].id}`}
        autoComplete="off"
        spellCheck={false}
        ref={field}
        placeholder="what to do"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setWanted(0);
        }}
        onKeyDown={onKeyDown}
        className="field-input h-8 w-full px-2.5"
      />
      <div id={listId} role="listbox" aria-label="Commands" className="mt-2 max-h-[50dvh] overflow-auto">
        {commands.map((command, index) => (
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            ref={(row) => {
              if (index === at) row?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => run(command)}
            className="flex min-h-7 cursor-default items-center gap-3 rounded px-2 hover:bg-raised aria-selected:bg-raised"
          >
            <span className="min-w-0 flex-1 truncate">{command.text}</span>
            {command.key !== '' && <kbd className="font-mono text-2xs text-dim">{command.key}</kbd>}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="mt-2 text-dim">No command has these words.</p>}
    </Dialog>
  );
}
