import '../checks/checks.css';
import { useMemo, useState } from 'react';
import type { ConfigurationKind } from '../../decoder/configuration/report.ts';
import { useActions } from '../app-context.ts';
import { ConfigurationReportView } from '../checks/ConfigurationReport.tsx';
import { LegBody } from '../checks/HandshakeResult.tsx';
import { useAnswer } from '../checks/use-answer.ts';

interface TextProps {
  readonly text: string;
  readonly onEdit: () => void;
}

/** A configuration, judged as on the page of the configuration check. */
export function ConfigurationAnswer({ text, onEdit }: TextProps) {
  const { close } = useActions();
  const [kind, setKind] = useState<ConfigurationKind | null>(null);
  const answered = useAnswer(
    'checkConfiguration',
    useMemo(() => ({ text, name: null, kind }), [text, kind]),
  );
  if (answered === null) return <div className="min-h-80" />;
  const { asked, answer: report } = answered;
  return (
    <ConfigurationReportView
      key={`${report.kind}:${asked.text}`}
      text={asked.text}
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
  const answered = useAnswer(
    'checkHandshake',
    useMemo(() => ({ outer: text, inner: null }), [text]),
  );
  if (answered === null) return <div className="min-h-80" />;
  return <LegBody leg={{ text: answered.asked.outer, checked: answered.answer.outer }} />;
}
