declare module 'virtual:cause-pages' {
  /** Where the build put the cause pages. */
  export const url: string;
}

declare module 'virtual:guides' {
  /** Where the build put the fix guides. */
  export const url: string;
}

declare module 'virtual:capture-guides' {
  /** Where the build put the guides to a capture. */
  export const url: string;
}

declare module 'virtual:files' {
  /** The address of a file of `public`; in the build of one file its content. */
  export function fileUrl(path: string): string;
}

declare module 'virtual:pages' {
  /** Whether the static pages lie beside the app. */
  export const hasPages: boolean;
}

declare module 'virtual:samples' {
  /** The captures in `public/samples`, in the order in which they are offered. */
  export const samples: readonly { id: string; file: string; title: string; hint: string }[];
  /** One recorded capture for each of many causes, below `public/samples`. */
  export const samplesByCause: Readonly<Record<string, { file: string; hint: string } | undefined>>;
}

declare module 'virtual:status-samples' {
  /** A recorded refusal for each of the frequent statuses of a response, below `public/samples`. */
  export const samplesByStatus: Readonly<Record<string, { file: string; hint: string } | undefined>>;
}

/** Trusted Types (https://w3c.github.io/trusted-types), as far as the page uses them. Not every browser has them. */
interface Window {
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(wanted: string): string },
    ): { createScriptURL(url: string): string };
  };
}
