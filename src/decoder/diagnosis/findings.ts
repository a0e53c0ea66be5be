// From the violation bits of the frame table to findings with words and places.

import { countBits } from '../bytes/bits.ts';
import type { Connection } from '../model/connection.ts';
import { advance } from '../model/coordinates.ts';
import type { Finding, Place } from '../model/finding.ts';
import { notAFault, violationNames } from '../model/violation.ts';
import { lengthFormOf } from '../websocket/header.ts';
import type { Rule, RuleFacts } from './rule.ts';
import { rules } from './rules/registry.ts';

const byViolation = new Map(rules.map((rule) => [rule.violation, rule]));

function factsOf(connection: Connection, frame: number): RuleFacts {
  const { frames } = connection;
  const sender = frames.sender(frame);
  const detail = connection.directions[sender].details.get(frame);
  return {
    sender,
    opcode: frames.opcode(frame),
    fin: frames.fin(frame),
    rsv: frames.rsv(frame),
    payloadLength: frames.payloadLength(frame),
    lengthForm: lengthFormOf(frames.byte1(frame)),
    detail: detail ?? null,
    deflate: connection.deflate,
    offset: frames.offset(frame),
  };
}

function placeOf(connection: Connection, frame: number, rule: Rule, facts: RuleFacts): Place {
  const { frames } = connection;
  const { sender, offset } = facts;
  const header = frames.headerLength(frame);
  switch (rule.part) {
    case 'byte0':
      return { sender, offset, length: 1 };
    case 'byte1':
      return { sender, offset: advance(offset, 1), length: 1 };
    case 'length':
      return {
        sender,
        offset: advance(offset, 1),
        length: 1 + (facts.lengthForm - 7 > 0 ? facts.lengthForm / 8 : 0),
      };
    case 'payload': {
      const { detail } = facts;
      const isInFrame = detail?.kind === 'utf8' && !detail.inflated && detail.at < facts.payloadLength;
      if (rule.violation === 'textNotUtf8' && isInFrame) {
        return { sender, offset: advance(offset, header + detail.at), length: 1 };
      }
      return { sender, offset: advance(offset, header), length: Math.max(0, facts.payloadLength) };
    }
    case 'frame':
      return { sender, offset, length: header };
  }
}

/** Every rule that a frame breaks, worst first by the order of its bits. */
export function findingsOfFrame(connection: Connection, frame: number): Finding[] {
  const bits = connection.frames.violations(frame);
  if (bits === 0) return [];
  const facts = factsOf(connection, frame);
  return violationNames(bits).flatMap((name) => {
    const rule = byViolation.get(name);
    if (!rule) return [];
    return [
      {
        rule: rule.id,
        severity: rule.severity,
        sender: facts.sender,
        frame,
        place: placeOf(connection, frame, rule, facts),
        section: rule.section,
        closeCode: rule.closeCode,
        text: rule.explain(facts),
      },
    ];
  });
}

/** The findings of a connection in frame order, up to `most`, and how many there are. */
export function findingsOf(
  connection: Connection,
  most: number,
): { findings: Finding[]; count: number; frameCount: number } {
  const { frames } = connection;
  const findings: Finding[] = [];
  let count = 0;
  let frameCount = 0;
  // Whole chunks without a bit are skipped.
  for (const [chunk, bits] of frames.violationBits.chunks.entries()) {
    const first = chunk * bits.length;
    const end = Math.min(bits.length, frames.length - first);
    for (let i = 0; i < end; i++) {
      if (bits[i] === 0) continue;
      frameCount++;
      if (findings.length < most) {
        const list = findingsOfFrame(connection, first + i);
        findings.push(...list);
        count += list.length;
      } else count += countBits(bits[i]);
    }
  }
  return { findings, count, frameCount };
}

/** The most severe level that a frame's bits call for. */
export function severityOf(bits: number): 'error' | 'warning' | 'note' | null {
  if (bits === 0) return null;
  return (bits & ~notAFault) !== 0 ? 'error' : 'note';
}
