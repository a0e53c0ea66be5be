import { Icon } from './Icon.tsx';

const looks = {
  error: { color: 'text-bad', icon: 'cross', word: 'error' },
  warning: { color: 'text-warn', icon: 'warn', word: 'warning' },
  note: { color: 'text-dim', icon: 'note', word: 'note' },
} as const;

/** A severity as an icon: shape and colour, with its name for screen readers. */
export function SeverityMark({ severity, size = 12 }: { severity: keyof typeof looks; size?: number }) {
  const look = looks[severity];
  return (
    <span className={`inline-flex ${look.color}`}>
      <Icon name={look.icon} size={size} label={look.word} />
    </span>
  );
}
