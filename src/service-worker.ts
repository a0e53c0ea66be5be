// Keeps the files of the page, so that it opens without a network after one visit. It never sees what is opened:
// inputs are no requests. The build puts the names of the files and a version into it: `.scripts/offline.ts`.

/** The events of a service worker (https://www.w3.org/TR/service-workers). The types of the page lack them. */
interface LifecycleEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  readonly registration: { readonly scope: string };
  addEventListener(type: 'install' | 'activate', act: (event: LifecycleEvent) => void): void;
  addEventListener(type: 'fetch', act: (event: FetchEvent) => void): void;
}

const worker = self as unknown as Scope;
const { scope } = worker.registration;
/** One folder of a host may have its own copy of the page. */
const ownCaches = `framescope ${scope} `;
const cacheName = `${ownCaches}OFFLINE_VERSION`;
/** Addresses of the files, relative to the page; `./` is the page itself. */
const files = 'OFFLINE_FILES'.split(' ').map((path) => new URL(path, scope).href);
const kept = new Set(files);

async function fromCache(request: Request | string): Promise<Response | undefined> {
  return (await caches.open(cacheName)).match(request, { ignoreVary: true });
}

/** The page: the newest, or without a network the one that is kept. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const copy = await fromCache(request.url);
    if (copy === undefined) throw error;
    return copy;
  }
}

async function file(request: Request): Promise<Response> {
  return (await fromCache(request)) ?? fetch(request);
}

async function deleteOldVersions(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(ownCaches) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files)));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(deleteOldVersions());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (kept.has(request.url)) event.respondWith(file(request));
});
