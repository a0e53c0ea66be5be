// Completion scripts of shells, made of the words of the commands.

import type { Writable } from 'node:stream';
import { printable } from '../style.ts';
import type { CommandWords } from '../words/command-words.ts';
import { shells } from '../words/completion.ts';
import { globalOptions } from './help.ts';

/** Text in single quotes of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The values of an option that a shell can complete: words, `file` or nothing. */
function valuesOf({ value, choices }: CommandWords['options'][number]): string {
  return value === 'FILE' ? 'file' : (choices?.join(' ') ?? '');
}

/** The words that follow a command without being an option. */
function operandsOf({ name, operands }: CommandWords, all: readonly CommandWords[]): string {
  if (operands === 'commands') return all.map((one) => one.name).join(' ');
  return name === 'completion' ? shells.join(' ') : '';
}

function bash(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  const cases = commands.flatMap((command) => {
    const values = command.options.flatMap((option) => {
      if (option.value === null) return [];
      const known = valuesOf(option);
      const reply = known === 'file' ? 'compgen -f -- "$word"' : `compgen -W ${quoted(known)} -- "$word"`;
      return [`    ${command.name}:${option.name}) mapfile -t COMPREPLY < <(${reply}); return ;;`];
    });
    return values;
  });
  const lists = commands.map((command) => {
    const options = ['--help', ...command.options.map(({ name }) => name)].join(' ');
    const words = [options, operandsOf(command, commands)].filter(Boolean).join(' ');
    const files =
      command.operands === 'files'
        ? `; [[ $word != -* ]] && mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")`
        : '';
    return `    ${command.name}) mapfile -t COMPREPLY < <(compgen -W ${quoted(words)} -- "$word")${files} ;;`;
  });
  const first = [...names, ...globalOptions.map(([name]) => name)].join(' ');
  return `# bash completion of framescope
_framescope() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  if (( COMP_CWORD == 1 )); then
    mapfile -t COMPREPLY < <(compgen -W ${quoted(first)} -- "$word"; compgen -f -- "$word")
    return
  fi
  case $command:$before in
${cases.join('\n')}
  esac
  case $command in
${lists.join('\n')}
    *) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
  esac
}
complete -o filenames -F _framescope framescope
`;
}

/** Text inside of a description of zsh's `_arguments`, in single quotes. */
const zshText = (text: string): string => quoted(text.replace(/[[\]:\\]/g, '\\$&')).slice(1, -1);

function zsh(commands: readonly CommandWords[]): string {
  const described = commands.map(({ name, line }) => `    ${quoted(`${name}:${line}`)}`);
  const cases = commands.map((command) => {
    const options = command.options.map((option) => {
      const values = valuesOf(option);
      const action =
        option.value === null
          ? ''
          : `:${zshText(option.value)}:${values === 'file' ? '_files' : values === '' ? ' ' : `(${values})`}`;
      return `'${option.name}[${zshText(option.text)}]${action}'`;
    });
    const words = operandsOf(command, commands);
    const operands =
      command.operands === 'files' ? ["'*:file:_files'"] : words === '' ? [] : [`'1:word:(${words})'`];
    return `    ${command.name}) _arguments ${["'--help[all about the command]'", ...options, ...operands].join(' ')} ;;`;
  });
  return `#compdef framescope
_framescope() {
  local -a commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _files
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
    *) _files ;;
  esac
}
compdef _framescope framescope
`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap((command) => {
    const { name, line, options, operands } = command;
    const inside = `-n '__fish_seen_subcommand_from ${name}'`;
    const words = operandsOf(command, commands);
    return [
      `complete -c framescope -n __fish_use_subcommand -a ${name} -d ${quoted(line)}`,
      ...options.map((option) => {
        const values = valuesOf(option);
        const takes = option.value === null ? '' : values === 'file' ? ' -r' : ` -x -a ${quoted(values)}`;
        return `complete -c framescope ${inside} -l ${option.name.slice(2)}${takes} -d ${quoted(option.text)}`;
      }),
      ...(words === '' ? [] : [`complete -c framescope ${inside} -f -a ${quoted(words)}`]),
      ...(operands === 'files' || words !== '' ? [] : [`complete -c framescope ${inside} -f`]),
    ];
  });
  return ['# fish completion of framescope', ...lines, ''].join('\n');
}

/** `framescope completion SHELL`. */
export async function completion(
  words: readonly string[],
  commands: readonly CommandWords[],
  { stdout, stderr }: { readonly stdout: Writable; readonly stderr: Writable },
): Promise<number> {
  const scripts = { bash, zsh, fish };
  const shell = shells.find((one) => one === words[0]);
  if (shell === undefined) {
    const found = words[0] === undefined ? 'nothing' : printable(words[0]);
    stderr.write(`framescope completion: Expected ${shells.join(', ')}, found ${found}.\n`);
    return 2;
  }
  stdout.write(scripts[shell](commands));
  return 0;
}
