"use strict";
// Keeps one page for when there is no line, and what that page needs; never a page with anything of a record.
(() => {
const SHELL = "lachan-shell-" + new URL(location.href).searchParams.get("v");
const PAGE = "/mat-mang";
const PARTS = ["/static/app.css", "/static/app.js", "/static/vault.js", "/static/outbox.js", "/static/icon.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll([PAGE, ...PARTS])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("lachan-shell-") && name !== SHELL;
  event.waitUntil(caches.keys().then((all) => Promise.all(all.filter(old).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const asked = event.request;
  if (asked.method !== "GET") return;
  const kept = () => caches.open(SHELL);
  if (asked.mode === "navigate") {
    event.respondWith(fetch(asked).catch(async () => (await (await kept()).match(PAGE)) || Response.error()));
    return;
  }
  const url = new URL(asked.url);
  if (url.origin === location.origin && PARTS.includes(url.pathname)) {
    event.respondWith(fetch(asked).catch(async () => (await (await kept()).match(url.pathname)) || Response.error()));
  }
});
})();
