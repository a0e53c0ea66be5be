import { describe, expect, it } from 'vitest';
import { visibleLine, visibleText } from './visible-text.ts';

describe('texts from the wire', () => {
  it('show C0 controls and DEL as control pictures', () => {
    expect(visibleLine('a\x00\t\r\n\x1f\x7f')).toBe('a\u2400\u2409\u240d\u240a\u241f\u2421');
  });

  it('show C1 controls as ESC and a letter', () => {
    expect(visibleLine('\x80\x85\x9b2J\x9f')).toBe('\u241b@\u241bE\u241b[2J\u241b_');
  });

  it('show marks that change the direction of text by number', () => {
    expect(visibleLine('user\u202etxt.exe\u2069')).toBe('user⟨U+202E⟩txt.exe⟨U+2069⟩');
  });

  it('keep tabs and line ends where several lines are shown', () => {
    expect(visibleText('a\tb\r\nc\nd\re\x0b')).toBe('a\tb\nc\nd\u240de\u240b');
  });

  it('leave letters, spaces and emoji as they are', () => {
    expect(visibleLine('né 😀\u00a0ж')).toBe('né 😀\u00a0ж');
  });
});
