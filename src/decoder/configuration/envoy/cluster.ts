// A cluster: HTTP version, TLS and PROXY header towards its endpoints.

import type { Backend, BackendVersion, ProxyHeader } from '../model.ts';
import { firstLineOf, textOf, under, walk, type YamlNode } from '../parse/yaml-tree.ts';

/** What a cluster adds to the routes that use it. */
export interface ClusterFacts {
  readonly versions: BackendVersion[];
  readonly backends: Backend[];
  readonly proxyHeaders: ProxyHeader[];
}

/** Reads a cluster. */
export function clusterFacts(text: string, cluster: YamlNode): ClusterFacts {
  const versions: BackendVersion[] = [];
  const backends: Backend[] = [];
  const socket = under(cluster, 'transport_socket');
  const type = `${textOf(under(socket, 'name'))} ${textOf(under(socket, 'typed_config', '@type'))}`;
  for (const { node, path } of walk(cluster)) {
    const key = path.at(-1);
    // auto_config speaks HTTP/2 only when the backend agrees to it in TLS.
    if (key === 'http2_protocol_options' && !path.includes('auto_config')) versions.push(http2(text, node));
    if (key === 'port_value') {
      const port = Number(textOf(node)) || null;
      backends.push({
        span: firstLineOf(text, node),
        address: `:${port ?? ''}`,
        port,
        tls: /tls/i.test(type),
      });
    }
  }
  const sendsHeader = socket !== null && /proxy_protocol/i.test(textOf(under(socket, 'name')) ?? '');
  return {
    versions,
    backends,
    proxyHeaders: sendsHeader
      ? [{ span: firstLineOf(text, socket), direction: 'sent', words: 'The transport socket proxy_protocol' }]
      : [],
  };
}

function http2(text: string, node: YamlNode): BackendVersion {
  const allowsConnect = textOf(under(node, 'allow_connect')) === 'true';
  return {
    span: firstLineOf(text, node),
    version: '2',
    text: 'http2_protocol_options',
    applies: 'unknown',
    words: 'http2_protocol_options',
    remark: allowsConnect ? '' : 'It also needs allow_connect: true here.',
    edits: [],
  };
}
