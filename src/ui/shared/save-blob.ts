/** Hands a file to the browser's downloads. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // Long enough for the browser to begin with it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
