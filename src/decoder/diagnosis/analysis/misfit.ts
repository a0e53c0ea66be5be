// A sound frame, and behind it, or inside its payload, the next sound header at another place than declared: bytes came on
// top, got lost, or were never written. Which of these, the payload tells: it is good up to a point, and what follows is
// noise and then good again, or good again at once but out of step, or the end of another message.

import { concat } from '../../bytes/concat.ts';
import { notAFault, violation } from '../../model/violation.ts';
import { capital, count, hexOffset, the } from '../../model/words.ts';
import { type Chain, chainWeight } from '../../websocket/chain.ts';
import type { Header } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { findBoundary } from '../../websocket/resynchronise.ts';
import { classifyForeign } from './foreign.ts';
import {
  follow,
  framesFollow,
  type Hypothesis,
  headerAt,
  payloadAt,
  placeIn,
  type Window,
  worth,
} from './hypothesis.ts';
import { costsOf, type Misfit, packedBits, removal, weigh } from './misfit-costs.ts';
import { isJson, jsonShape, readsAsText } from './text.ts';

const deepest = 1 << 17;

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Whether a byte can begin a frame of this side, at a glance. */
export function mayBegin(window: Window, offset: number): boolean {
  const byte0 = window.bytes[offset];
  if ((byte0 & 0x30) !== 0 || (byte0 & 7) > 2) return false;
  if ((byte0 & 0x40) !== 0 && !window.deflate) return false;
  if ((byte0 & 8) !== 0 && (byte0 & 128) === 0) return false;
  const masked = (window.bytes[offset + 1] & 128) !== 0;
  return masked === (window.sender === 'client');
}

/** The first place inside the payload from which sound frames go on past its declared end. */
function beginsInside(window: Window, frame: number, header: Header): { at: number; chain: Chain } | null {
  const from = frame + header.headerLength;
  const end = Math.min(from + header.payloadLength, window.bytes.length);
  let best: { at: number; chain: Chain; bits: number } | null = null;
  for (let at = from; at < Math.min(end, from + deepest); at++) {
    if (!mayBegin(window, at)) continue;
    const chain = follow(window, at, { messageOpen: header.fin ? null : true });
    if (chain.frames.length === 0) continue;
    // Only chains that go on past the declared end prove anything against it.
    if (chain.at <= end && chain.stop !== 'end') continue;
    const bits = worth(chain, window);
    if (best === null || bits > best.bits + 4) best = { at, chain, bits };
  }
  return best;
}

/** Where frames go on behind the declared end of a frame, when not there itself. */
function goesOnBehind(window: Window, end: number): { at: number; chain: Chain } | null {
  return window.scene.once(`boundary behind ${end}`, () => {
    const boundary = findBoundary(window.bytes, end, window.bytes.length, {
      sender: window.sender,
      deflate: window.deflate,
      open: window.open,
    });
    return boundary === null ? null : { at: boundary.offset, chain: follow(window, boundary.offset) };
  });
}

/** Sizes at which buffers end: what is cut at one was most likely cut by it. */
function bufferSize(n: number): boolean {
  return n > 0 && (n % 256 === 0 || n % 1448 === 0 || n % 1460 === 0 || n % 1000 === 0);
}

function tooFew(misfit: Misfit): Hypothesis[] {
  const { window, header, wire, next, chain, base, isText } = misfit;
  const present = wire.length;
  const lacking = -misfit.extra;
  const costs = costsOf(misfit);
  const packed = packedBits(misfit);
  const plain = unmaskCopy(wire, header.maskingKey);
  const shape = isText ? jsonShape(decode(plain)) : 'none';
  const who = the(window.sender);
  const evidence = [
    {
      text: `The header declares ${count(header.payloadLength, 'byte')} of payload.`,
      place: placeIn(window, misfit.frame + 1, header.headerLength - 1),
    },
    {
      text: `After ${count(present, 'byte')} of it a sound frame begins, and ${framesFollow(chain)}.`,
      place: placeIn(window, next, 2),
    },
  ];
  const common = { frames: chain.frames.length, toEnd: chain.stop === 'end' };
  const repair = {
    from: window.start + next,
    bytes: window.bytes.subarray(next),
    text: 'read on from the next sound header',
  };
  const buffered = bufferSize(present) || bufferSize(present + header.headerLength);
  const across = costs.lostAcross < costs.lostInside;
  const lostCost = Math.min(costs.lostAcross, costs.lostInside);
  const best = Math.min(lostCost, costs.whole);
  const gain = costs.whole - lostCost;
  const middle = shape === 'middle' || shape === 'tail';
  return [
    {
      ...common,
      cause: 'short-write',
      name: 'a payload cut short',
      score:
        base +
        weigh(misfit, best, costs.whole) +
        (shape === 'head' ? 5 : shape === 'whole' ? 0 : middle ? -8 : isText ? 3 : 0) +
        (buffered ? 8 : 0) +
        (isText ? 0 : 2) +
        packed.cut,
      claim: `${capital(who)} declared ${count(header.payloadLength, 'byte')} and wrote ${present.toLocaleString('en')}: the last ${count(lacking, 'byte')} of the payload never came.`,
      evidence: [
        ...evidence,
        ...(buffered
          ? [
              {
                text: `${present.toLocaleString('en')} bytes is where a buffer or segment ends.`,
                place: null,
              },
            ]
          : []),
      ],
      repair,
    },
    {
      ...common,
      cause: 'bytes-lost',
      name: across ? 'bytes lost across frames' : 'bytes lost inside a payload',
      score:
        base +
        weigh(misfit, best, lostCost) +
        (middle ? 8 + Math.min(12, -Math.min(0, gain)) : shape === 'whole' ? -4 : 0) +
        packed.lost,
      claim: `${count(lacking, 'byte')} of ${who}'s stream got lost on the way: the frame declares ${header.payloadLength.toLocaleString('en')} bytes of payload, ${present.toLocaleString('en')} are there.`,
      evidence: [
        ...evidence,
        ...(gain > 4
          ? [
              {
                text: across
                  ? 'From here on it is the end of another payload.'
                  : 'From here on the payload goes on further behind.',
                place: placeIn(window, misfit.from + (across ? costs.acrossAt : costs.lostAt), 1),
              },
            ]
          : []),
      ],
      repair,
    },
  ];
}

function tooMany(misfit: Misfit): Hypothesis[] {
  const { window, header, wire, next, chain, base, extra, frame, from, isText } = misfit;
  const costs = costsOf(misfit);
  const packed = packedBits(misfit);
  const plain = unmaskCopy(wire, header.maskingKey);
  const own = decode(plain.subarray(0, header.payloadLength));
  const all = decode(plain);
  const best = Math.min(costs.whole, costs.inserted, costs.lostAcross);
  const ownWhole = isText && isJson(own);
  const allShape = isText ? jsonShape(all) : 'none';
  const between = wire.subarray(header.payloadLength);
  const foreign = ownWhole || !isText ? classifyForeign(between)[0] : undefined;
  const known = foreign !== undefined && foreign.bits > 30;
  let insertedAt = costs.insertedAt < header.payloadLength ? costs.insertedAt : -1;
  if (isText && !ownWhole) {
    const exact = removal(misfit, insertedAt < 0 ? header.payloadLength : insertedAt);
    if (exact >= 0) insertedAt = exact;
  }
  const outWhole =
    isText &&
    insertedAt >= 0 &&
    isJson(
      decode(
        unmaskCopy(
          concat([wire.subarray(0, insertedAt), wire.subarray(insertedAt + extra)]),
          header.maskingKey,
        ),
      ),
    );
  if (packed.at >= 0) insertedAt = packed.at;
  const who = the(window.sender);
  const follows = framesFollow(chain);
  const common = { frames: chain.frames.length, toEnd: chain.stop === 'end' };
  const placeGap = placeIn(window, from + header.payloadLength, extra);
  const placeNext = placeIn(window, next, 2);
  const inside = insertedAt >= 0 && !ownWhole;
  const tail = jsonShape(decode(between));
  // A run that is a whole frame by itself is another writer's.
  const run = inside ? insertedAt : header.payloadLength;
  const other = follow(window, from + run, { end: from + run + extra, messageOpen: null });
  const isFrame = other.stop === 'end' && other.frames.length > 0;
  const lostTail = !isText && !header.masked && (tail === 'tail' || tail === 'middle');
  return [
    {
      ...common,
      cause: 'bytes-inserted',
      name: `${extra} bytes on top`,
      score:
        base +
        weigh(misfit, best, costs.inserted) +
        (ownWhole ? 9 : outWhole ? 9 : isText && allShape === 'whole' ? -6 : 0) +
        (inside ? packed.inside : packed.between) -
        (known ? 10 : 0) -
        (isFrame ? 14 : 0) -
        (lostTail ? 8 : 0) -
        (extra > 4096 ? 6 : 0),
      claim: inside
        ? `${count(extra, 'byte')} that do not belong there got into the payload of the frame at ${hexOffset(window.start + frame)}.`
        : `${count(extra, 'byte')} that belong to no frame stand between two frames of ${who}.`,
      evidence: [
        inside
          ? {
              text: `With ${count(extra, 'byte')} taken out here the payload is good again to its end.`,
              place: placeIn(window, from + insertedAt, extra),
            }
          : { text: `These ${count(extra, 'byte')} are no frame.`, place: placeGap },
        { text: `Behind them ${follows}.`, place: placeNext },
        {
          text: ownWhole
            ? 'The payload before them is complete.'
            : inside
              ? 'Up to there the payload is good too.'
              : 'Whether the payload before them is complete cannot be seen.',
          place: null,
        },
      ],
      repair: inside
        ? {
            from: window.start + frame,
            bytes: concat([
              window.bytes.subarray(frame, from + insertedAt),
              window.bytes.subarray(from + insertedAt + extra),
            ]),
            text: `${count(extra, 'byte')} taken out`,
          }
        : {
            from: window.start + from + header.payloadLength,
            bytes: window.bytes.subarray(next),
            text: `${count(extra, 'byte')} taken out`,
          },
    },
    {
      ...common,
      cause: 'bytes-lost',
      name: 'bytes lost across frames',
      score:
        base +
        weigh(misfit, best, costs.lostAcross) +
        (ownWhole
          ? -12
          : allShape === 'whole'
            ? -10
            : isText && allShape === 'middle' && !outWhole
              ? 10
              : 0) +
        (lostTail ? 8 : 0) +
        packed.lost -
        (known ? 6 : 0),
      claim: `Bytes of ${who}'s stream got lost between ${hexOffset(window.start + frame)} and ${hexOffset(window.start + next)}: a payload breaks off and goes on as another's end.`,
      evidence: [
        {
          text: 'This frame parsed, but its payload does not read as one whole.',
          place: placeIn(window, frame, 2),
        },
        {
          text: 'What stands here is the end of a payload whose header is not there.',
          place: costs.acrossAt > 0 ? placeIn(window, from + costs.acrossAt, 1) : placeGap,
        },
        { text: `From here on ${follows}.`, place: placeNext },
      ],
      repair: {
        from: window.start + next,
        bytes: window.bytes.subarray(next),
        text: 'read on from the next sound header',
      },
    },
  ];
}

/** The frames whose payload may be the one that does not fit: the last that parsed, and one whose payload is bad. */
function frames(window: Window): number[] {
  const payloadOnly = violation.textNotUtf8 | violation.deflateFailed;
  const list = window.before.slice(-2).reverse();
  const faults = window.at.violations & ~notAFault;
  const atBreak = window.at.overrun || (faults !== 0 && (faults & ~payloadOnly) === 0);
  return atBreak ? [window.breakAt, ...list] : list;
}

/** Whether the bytes from the break on are frames up to `offset`, the objections to the one at the break let pass. */
function framesUpTo(window: Window, offset: number): boolean {
  const message = violation.orphanContinuation | violation.interleavedMessage;
  const { violations } = window.at;
  const chain = follow(window, window.breakAt, {
    tolerate: violations | (violations & message ? message : 0),
    end: offset,
  });
  return chain.stop === 'end';
}

/** More or fewer bytes up to the next sound header than declared, and why. */
export function misfitHypotheses(window: Window): Hypothesis[] {
  const found: Hypothesis[] = [];
  let doubt = 0;
  for (const [i, frame] of frames(window).entries()) {
    const header = headerAt(window, frame);
    if (header === null) continue;
    const from = frame + header.headerLength;
    const end = from + header.payloadLength;
    const isText =
      (header.rsv & 4) === 0 && (header.opcode === 1 || readsAsText(payloadAt(window, frame, header)));
    const inside = header.payloadLength < 2 ? null : beginsInside(window, frame, header);
    const behind = i > 0 || end > window.bytes.length || window.at.overrun ? null : goesOnBehind(window, end);
    let swallowed = 0;
    if (inside !== null) {
      const misfit: Misfit = {
        window,
        frame,
        header,
        from,
        wire: window.bytes.subarray(from, inside.at),
        extra: inside.at - end,
        next: inside.at,
        chain: inside.chain,
        base: worth(inside.chain, window) - Math.log2(inside.at - from + 4) - doubt,
        isText,
      };
      found.push(...tooFew(misfit));
      // Frames that a reading from behind the declared end leaves out speak against it.
      const passed = inside.chain.frames.filter(({ offset }) => offset < (behind?.at ?? end));
      if (behind !== null && inside.chain.frames.some(({ offset }) => offset === behind.at)) {
        swallowed = Math.max(
          0,
          chainWeight({ ...inside.chain, frames: passed, stop: 'most' }) -
            Math.log2(header.payloadLength + 4),
        );
      }
    }
    // What stands between are frames by their own headers: then one of those is at fault, not bytes on the way.
    const framed = behind !== null && end === window.breakAt && framesUpTo(window, behind.at);
    const msb = (window.at.violations & violation.lengthMsbSet) !== 0;
    if (behind !== null && behind.at > end && !framed && !msb) {
      const gap = behind.at - end;
      found.push(
        ...tooMany({
          window,
          frame,
          header,
          from,
          wire: window.bytes.subarray(from, behind.at),
          extra: gap,
          next: behind.at,
          chain: behind.chain,
          base: worth(behind.chain, window) - Math.log2(gap + 2) - doubt - swallowed,
          isText,
        }),
      );
    }
    // For an earlier frame to be the misfit, this one would have to have parsed by chance.
    doubt += chainWeight({
      ...follow(window, frame, { most: 1, tolerate: window.at.violations }),
      stop: 'most',
    });
  }
  return found.filter(({ score }) => score > 4);
}

/** Frames begin later than where the handshake ends: the head of the first one is lost. */
export function lostHead(window: Window): Hypothesis[] {
  if (window.at.overrun || window.before.length > 0 || window.at.violations & violation.lengthMsbSet)
    return [];
  const next = goesOnBehind(window, window.breakAt);
  if (next === null && window.at.offset === 0 && window.scene.connection.handshake !== null) {
    return [
      {
        cause: 'handshake-boundary',
        name: 'frames do not begin where the handshake ends',
        score: 5,
        frames: 0,
        toEnd: false,
        claim: `What ${the(window.sender)} wrote first after the handshake is no frame: bytes before it are missing, or were never frames.`,
        evidence: [
          { text: 'No frame begins where the handshake ends.', place: placeIn(window, window.breakAt, 2) },
        ],
      },
    ];
  }
  if (next === null || next.at === window.breakAt) return [];
  const own = headerAt(window, window.breakAt);
  if (own !== null && window.breakAt + own.headerLength + own.payloadLength === next.at) return [];
  const gap = next.at - window.breakAt;
  const between = window.bytes.subarray(window.breakAt, next.at);
  const who = the(window.sender);
  return [
    {
      cause: 'handshake-boundary',
      name: 'the head of the first frame is lost',
      score: worth(next.chain, window) - Math.log2(gap + 2) - 2 + (readsAsText(between) ? 8 : 0),
      frames: next.chain.frames.length,
      toEnd: next.chain.stop === 'end',
      claim: `The first bytes of ${who}'s first frame are not there: frames begin after ${count(gap, 'byte')}.`,
      evidence: [
        {
          text: `These ${count(gap, 'byte')} stand where the first header should.`,
          place: placeIn(window, window.breakAt, gap),
        },
        { text: `Behind them ${framesFollow(next.chain)}.`, place: placeIn(window, next.at, 2) },
      ],
      repair: {
        from: window.start + next.at,
        bytes: window.bytes.subarray(next.at),
        text: 'read on from the next sound header',
      },
    },
  ];
}
