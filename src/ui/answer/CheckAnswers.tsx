import '../checks/checks.css';
import { useMemo, useState } from 'react';
import { checkConfiguration } from '../../decoder/configuration/check.ts';
import type { ConfigurationKind } from '../../decoder/configuration/report.ts';
import { checkHandshake } from '../../decoder/handshake-check/check.ts';
import { useActions } from '../app-context.ts';
import { ConfigurationReportView } from '../checks/ConfigurationReport.tsx';
import { LegBody } from '../checks/HandshakeResult.tsx';

interface TextProps {
  readonly text: string;
  readonly onEdit: () => void;
}

/** A configuration, judged as on the page of the configuration check. */
export function ConfigurationAnswer({ text, onEdit }: TextProps) {
  const { close } = useActions();
  const [kind, setKind] = useState<ConfigurationKind | undefined>(undefined);
  const report = useMemo(() => checkConfiguration(text, undefined, kind), [text, kind]);
  return (
    <ConfigurationReportView
      key={`${report.kind}:${text}`}
      text={text}
      name={null}
      report={report}
      onKind={setKind}
      onEdit={onEdit}
      onNew={() => close()}
    />
  );
}

/** A handshake or a URL, judged as on the page of the handshake check. */
export function HandshakeAnswer({ text }: Pick<TextProps, 'text'>) {
  const checked = useMemo(() => checkHandshake(text), [text]);
  return <LegBody leg={{ text, checked }} />;
}
