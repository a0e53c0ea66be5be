// Decides who is the client of a connection whose input does not say it.

import { type Sender, senders } from '../model/basics.ts';
import type { MaskReport, Opening } from '../model/capture-sink.ts';
import type { SidesFrom } from '../model/connection.ts';
import { inferSender, isFirstMasked, senderOfHead } from './roles.ts';

/** Who is the client, and what says so. */
export interface SettledRoles {
  /** The sender that the importer calls the client is the server. */
  readonly swap: boolean;
  readonly from: SidesFrom;
}

/** The sender of a first frame for which a mask fault is reported: it is the one that the fault is about. */
function senderByReport(bytes: Uint8Array, reports: readonly MaskReport[]): Sender | null {
  const isMasked = isFirstMasked(bytes);
  if (isMasked === false && reports.includes('unmasked-client-frame')) return 'client';
  return isMasked === true && reports.includes('masked-server-frame') ? 'server' : null;
}

/** Votes of the bytes for the senders as given, and for the senders swapped. */
function votesOf(first: ReadonlyMap<Sender, Uint8Array>): { client: number; server: number } {
  const votes = { client: 0, server: 0 };
  for (const [sender, bytes] of first) {
    const inferred = inferSender(bytes);
    if (inferred === null) continue;
    votes[inferred.sender === sender ? 'client' : 'server'] += inferred.sure ? 3 : 1;
  }
  return votes;
}

/** Votes from which on both directions, of three frames and more each, contradict the ports. */
const minVotesAgainstPorts = 6;

/** Settles the roles. `first`: the first bytes of each sender, as the importer names them. */
export function settleRoles(
  first: ReadonlyMap<Sender, Uint8Array>,
  { roles, reportedMasks = [] }: Pick<Opening, 'roles' | 'reportedMasks'>,
): SettledRoles {
  for (const sender of senders) {
    const bytes = first.get(sender);
    const head = bytes === undefined ? null : senderOfHead(bytes);
    if (head !== null) return { swap: votesOf(first).server > votesOf(first).client, from: 'bytes' };
  }
  const votes = votesOf(first);
  if (roles === 'likely') {
    const isContradicted = votes.client === 0 && votes.server >= minVotesAgainstPorts;
    return { swap: isContradicted, from: isContradicted ? 'bytes' : 'ports' };
  }
  const [[sender, bytes] = [null, null], ...others] = first;
  if (sender !== null && others.length === 0) {
    const reported = senderByReport(bytes, reportedMasks);
    if (reported !== null) return { swap: reported !== sender, from: 'report' };
    return { swap: votes.server > votes.client, from: 'masks' };
  }
  return { swap: votes.server > votes.client, from: 'bytes' };
}
