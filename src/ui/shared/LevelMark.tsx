import type { VerdictLevel } from '../../worker/protocol.ts';
import { levelColor, levelWord } from './format.ts';
import { Icon, type IconName } from './Icon.tsx';

const icons: Record<VerdictLevel, IconName> = {
  broken: 'cross',
  warning: 'warn',
  sound: 'check',
  unknown: 'help',
};

/** A verdict level as an icon: shape and colour, with its name for screen readers. */
export function LevelMark({ level, size = 14 }: { level: VerdictLevel; size?: number }) {
  return (
    <span className={`inline-flex ${levelColor[level]}`}>
      <Icon name={icons[level]} size={size} label={levelWord[level]} />
    </span>
  );
}
