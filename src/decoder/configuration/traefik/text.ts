// The middlewares and services of a Traefik configuration, by name.

import { entriesOf, textOf, under, type YamlNode } from '../parse/yaml-tree.ts';

/** `name@provider`: the provider says where a name is defined. */
const provider = /@(file|docker|swarm|kubernetescrd)$/;

/** A text with its named parts. */
export interface TraefikText {
  readonly text: string;
  readonly services: ReadonlyMap<string, YamlNode>;
  /**
   * True when labels of containers have routers: Traefik then makes a service of each container by itself.
   */
  readonly hasLabels: boolean;
  readonly middleware: (name: string) => YamlNode | null;
}

/** Collects the named parts. `first` is the first document of the text. */
export function traefikText(text: string, roots: readonly YamlNode[], first: YamlNode | null): TraefikText {
  const services = new Map<string, YamlNode>();
  const middlewares = new Map<string, YamlNode>();
  for (const root of roots) {
    for (const { key, value } of entriesOf(under(root, 'http', 'middlewares'))) middlewares.set(key, value);
    for (const { key, value } of entriesOf(under(root, 'http', 'services'))) services.set(key, value);
    if (textOf(under(root, 'kind')) === 'Middleware') {
      middlewares.set(textOf(under(root, 'metadata', 'name')) ?? '', under(root, 'spec') ?? root);
    }
  }
  return {
    text,
    services,
    hasLabels: roots.some((root) => root !== first && under(root, 'http', 'routers') !== null),
    middleware: (name) => middlewares.get(name) ?? middlewares.get(withoutProvider(name)) ?? null,
  };
}

/** A name without the provider that defines it. */
export function withoutProvider(name: string): string {
  return name.replace(provider, '');
}
