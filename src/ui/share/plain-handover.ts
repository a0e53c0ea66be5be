import type { HandoverRequest } from '../../worker/protocol.ts';

/** The address of this page, for links. */
export function pageAddress(): string {
  return window.location.href.replace(/#.*$/, '');
}

/** What is asked for where nothing else is chosen: secrets are left out. */
export function plainHandover(page: string): Omit<HandoverRequest, 'connection' | 'output'> {
  return { bytesOf: 'client', play: null, project: 'ws', blank: false, redact: true, page };
}
