// Guacamole: an `error` of the server, and messages that are not whole instructions.

import { agreed, type ContentFault, type ContentRule } from '../content-rule.ts';
import { addInstructions } from '../guacamole-instructions.ts';
import { type PayloadNode, PayloadTree } from '../tree.ts';

const statuses: Readonly<Record<string, string>> = {
  256: 'unsupported',
  512: 'server error',
  513: 'server busy',
  514: 'upstream timeout',
  515: 'upstream error',
  516: 'resource not found',
  517: 'resource conflict',
  518: 'resource closed',
  519: 'upstream not found',
  520: 'upstream unavailable',
  521: 'session conflict',
  522: 'session timeout',
  523: 'session closed',
  768: 'bad request of the client',
  769: 'unauthorized',
  771: 'forbidden',
  776: 'client timeout',
  781: 'client overrun',
  783: 'bad type of the client',
  797: 'too many clients',
};

function errorFault({ children, start, end }: PayloadNode): ContentFault {
  const [message = '“”', status = '“”'] = children.map(({ value }) => value);
  const code = status.slice(1, -1);
  const word = statuses[code] === undefined ? '' : ` (${statuses[code]})`;
  const found = /^\d+$/.test(code)
    ? `error ${code}${word}: ${message}`
    : `error: ${message}, with ${status} where the protocol has the number of a status`;
  return {
    rule: 'guacamole-error',
    severity: 'warning',
    section: 'Guacamole protocol, error',
    text: `Expected no error of the server, found ${found}.`,
    range: { start, end },
  };
}

export const guacamoleRule: ContentRule = {
  ids: ['guacamole-error', 'guacamole-malformed-instruction'],

  check(connection) {
    if (!agreed(connection, ['guacamole'])) return null;
    return {
      message({ sender, kind, bytes }) {
        if (kind !== 'text') return [];
        const tree = new PayloadTree(bytes);
        addInstructions(tree);
        return tree.roots.flatMap((node): ContentFault[] => {
          const { label, problem, start, end } = node;
          if (problem !== null) {
            return [
              {
                rule: 'guacamole-malformed-instruction',
                severity: 'warning',
                section: 'Guacamole protocol, design',
                text: problem,
                range: { start, end },
              },
            ];
          }
          return label === 'error' && sender === 'server' ? [errorFault(node)] : [];
        });
      },
    };
  },
};
