// What an installed page can do: open without a network, and open files from the file manager.

import type { App } from './app.ts';

/** The file handling of installed pages (https://wicg.github.io/manifest-incubations/#launchqueue-interface). */
interface LaunchWindow extends Window {
  readonly launchQueue?: {
    setConsumer(take: (launch: { readonly files: readonly { getFile(): Promise<File> }[] }) => void): void;
  };
}

/** Opens the files with which an installed page is started. */
export function followLaunches({ actions }: App, window: LaunchWindow): void {
  window.launchQueue?.setConsumer(({ files }) => {
    if (files.length === 0) return;
    Promise.all(files.map((one) => one.getFile()))
      .then((all) => actions.openFiles(all))
      .catch((error) => actions.fail(error, 'opening the files'));
  });
}

/** Keeps the page in the browser, so that it opens without a network. Where that is refused, nothing is lost. */
export async function keepForOffline(script: string | URL): Promise<void> {
  try {
    await navigator.serviceWorker?.register(script);
  } catch {
    // A private window, a host without HTTPS: the page works as before while there is a network.
  }
}
