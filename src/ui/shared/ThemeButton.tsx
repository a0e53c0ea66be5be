import { useState } from 'react';
import { applyTheme, readTheme, type Theme } from '../../app/theme.ts';
import { Icon, type IconName } from './Icon.tsx';

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const icons: Record<Theme, IconName> = { system: 'auto', light: 'sun', dark: 'moon' };
const words: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

/** Cycles through system, light and dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(readTheme);
  return (
    <button
      type="button"
      className="btn btn-quiet px-2"
      data-testid="theme"
      aria-label={`Theme: ${words[theme]}. Change to: ${words[next[theme]]}`}
      title={`Theme: ${words[theme]}`}
      onClick={() => {
        applyTheme(next[theme]);
        setTheme(next[theme]);
      }}
    >
      <Icon name={icons[theme]} size={15} />
    </button>
  );
}
