"use strict";
// Typing is activity: the server hears of it once a minute. After a while without any, the screen locks.
(() => {
  const minutes = Number(document.body.dataset.idle);
  const form = document.getElementById("sign-out");
  if (!minutes || !form) return;
  const MINUTE_MS = 60000;
  const ACTIVE = "lachan-active";
  const csrf = form.elements._csrf.value;
  const tell = (path) => fetch(path, { method: "POST", body: new URLSearchParams({ _csrf: csrf }), keepalive: true });
  const note = () => { try { localStorage.setItem(ACTIVE, String(Date.now())); } catch { /* no storage: this tab alone */ } };
  let last = Date.now();
  let told = last;
  const active = () => Math.max(last, Number(localStorage.getItem(ACTIVE)) || 0);

  document.addEventListener("input", () => {
    last = Date.now();
    note();
    if (last - told < MINUTE_MS) return;
    told = last;
    tell("/phien/con-day").catch(() => { told = 0; });
  });
  const lock = () => {
    document.dispatchEvent(new Event("lachan-leaving"));
    document.body.hidden = true;
    const away = () => location.replace("/xac-nhan?tiep=" + encodeURIComponent(location.pathname + location.search));
    tell("/phien/khoa").then(away, away);
  };
  const look = () => { if (Date.now() - active() >= minutes * MINUTE_MS) lock(); };
  note();
  setInterval(look, Math.min(MINUTE_MS / 4, minutes * MINUTE_MS / 4));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  const button = document.getElementById("lock-now");
  if (button) button.addEventListener("submit", (event) => { event.preventDefault(); lock(); });
})();
