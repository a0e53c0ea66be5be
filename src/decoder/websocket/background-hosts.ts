// Servers that a browser asks by itself: updates, settings, safe browsing, its push service. A proxy that refuses them
// breaks no page.

const hosts = new Set([
  // Chrome and Chromium
  'accounts.google.com',
  'android.clients.google.com',
  'clients1.google.com',
  'clients2.google.com',
  'clients4.google.com',
  'clientservices.googleapis.com',
  'content-autofill.googleapis.com',
  'edgedl.me.gvt1.com',
  'mtalk.google.com',
  'optimizationguide-pa.googleapis.com',
  'passwordsleakcheck-pa.googleapis.com',
  'redirector.gvt1.com',
  'safebrowsing.googleapis.com',
  'safebrowsingohttpgateway.googleapis.com',
  'update.googleapis.com',
  // Edge
  'config.edge.skype.com',
  'edge.microsoft.com',
  'nav-edge.smartscreen.microsoft.com',
  // Firefox
  'aus5.mozilla.org',
  'contile.services.mozilla.com',
  'detectportal.firefox.com',
  'firefox.settings.services.mozilla.com',
  'incoming.telemetry.mozilla.org',
  'location.services.mozilla.com',
  'push.services.mozilla.com',
  'safebrowsing.services.mozilla.com',
  'shavar.services.mozilla.com',
]);

/** Whether the target of a CONNECT, `host:port`, is a server that a browser asks by itself. */
export function isOfTheBrowser(target: string): boolean {
  return hosts.has(target.toLowerCase().replace(/:\d+$/, ''));
}
