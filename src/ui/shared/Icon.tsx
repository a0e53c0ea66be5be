const paths = {
  cross: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.5 3.500L13 4.5',
  warn: 'M8 2.500L14.5 13.500H1.500ZM8 6.500v3.500M8 12v.01',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.600M8 12.200v.01',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  up: 'M4 10l4-4 4 4',
  copy: 'M5.5 5.500h7v8h-7zM3.5 10.500v-8h7',
  link: 'M6.5 9.500l3-3M7 4.500l1.5-1.500a3 3 0 0 1 4.5 4.500L11.5 9M9 11.500L7.5 13A3 3 0 0 1 3 8.500L4.5 7',
  sun: 'M8 5.200a2.8 2.8 0 1 0 0 5.600a2.8 2.8 0 1 0 0-5.600M8 1.500v1.300M8 13.200v1.300M1.5 8h1.300M13.2 8h1.300M3.4 3.400l.9.9M11.7 11.700l.9.9M12.6 3.400l-.9.9M4.3 11.700l-.9.9',
  moon: 'M13 9.500A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.500Z',
  auto: 'M8 2.500a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 2.500v11M8 5h4M8 8h5.400M8 11h4',
  undo: 'M3 6.500h6.500a3.5 3.5 0 0 1 0 7H6M3 6.500L6 3.500M3 6.500l3 3',
  lock: 'M4 7.500h8v6H4zM5.5 7.500V5a2.5 2.5 0 0 1 5 0v2.5',
  open: 'M2 12.500v-9h4.500l1.5 2h6v7z',
  paste: 'M5 3.500H3.500v10h9v-10H11M5.5 2.500h5v2.500h-5z',
  search: 'M7 2.500a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.5 10.500l3.5 3.5',
  target: 'M8 3.500a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M8 1v3.500M8 11.500V15M1 8h3.500M11.5 8H15',
  note: 'M8 7v4M8 4.700v.01M8 1.800a6.2 6.2 0 1 0 0 12.400a6.2 6.2 0 1 0 0-12.4',
  save: 'M8 2.500v7M5 7l3 3 3-3M2.5 11.500v2h11v-2',
} as const;

export type IconName = keyof typeof paths;

/** An SVG icon. Hidden from screen readers unless `label` is given. */
export function Icon({ name, size = 14, label }: { name: IconName; size?: number; label?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'cross' || name === 'check' ? 2.2 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The product's logo: bits in a frame. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" className="shrink-0">
      <rect width="32" height="32" rx="7" fill="#0a58b3" />
      <path
        d="M11 6H8.500A2.5 2.5 0 0 0 6 8.500v15A2.5 2.5 0 0 0 8.5 26H11M21 6h2.500A2.5 2.5 0 0 1 26 8.500v15a2.5 2.5 0 0 1-2.5 2.500H21"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <path d="M12 11v10M20.9 11v10" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M16.5 11v2.5" stroke="#9fd0ff" strokeWidth="3" strokeLinecap="round" />
      <path d="M16.5 18.500V21" stroke="#ff9aa4" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
