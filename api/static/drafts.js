"use strict";
// What is typed is kept for 72 hours, or less where a rule says so (vault.js says how); without scripts everything else works.
(() => {
  let vault;
  document.dispatchEvent(new CustomEvent("lachan-vault", { detail: (given) => { vault = given; } }));
  const PREFIX = "lachan-draft:";
  const SENT = "lachan-draft-sent";
  const WAIT_MS = 400;
  const notice = document.getElementById("draft-notice");
  if (!notice || !vault) return;
  const KEPT_MS = Math.min(72, vault.hours()) * 3600 * 1000;
  const forms = [...document.querySelectorAll("form[method=post]")].filter(
    (form) => form.querySelector("textarea:not([hidden]), input:not([type=hidden])") && !form.querySelector("[type=password]"));

  const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  for (const name of names()) {
    if (!(Date.now() - Number(localStorage.getItem(name).split(".", 1)[0]) < KEPT_MS)) localStorage.removeItem(name);
  }
  const sent = sessionStorage.getItem(SENT);
  if (sent) {
    const came = performance.getEntriesByType("navigation")[0];
    const refused = (came && came.responseStatus >= 400) || document.querySelector("#errors, #retry, #proof, #sign-in");
    if (!refused) localStorage.removeItem(sent);
    sessionStorage.removeItem(SENT);
  }
  if (!forms.length) return;

  const keep = async (form) => {
    const name = await vault.draftName(location.pathname, form.id);
    await vault.keepDraft(name, vault.stateOf(form));
    form.dataset.draft = name;
  };
  const fill = (form, fields) => {
    const typed = vault.fieldsOf(form);
    for (const [name, value, checked, text] of fields) {
      const one = typed.find((field) => field.name === name && (!value || field.value === value) && !field.dataset.filled);
      if (!one) continue;
      one.dataset.filled = "1";
      if (one.type === "checkbox" || one.type === "radio") one.checked = checked;
      else one.value = text;
    }
    typed.forEach((one) => delete one.dataset.filled);
    const written = (one) => one.value && (one.matches("textarea") || /^(text|date|datetime-local)$/.test(one.type));
    form.querySelectorAll("details").forEach((part) => {
      if (typed.some((one) => part.contains(one) && written(one))) part.open = true;
    });
  };
  const restore = async (form) => {
    const name = await vault.draftName(location.pathname, form.id);
    const kept = localStorage.getItem(name);
    if (!kept) return;
    let fields;
    try { fields = await vault.unseal(name, kept.split(".").slice(1)); } catch { localStorage.removeItem(name); return; }
    form.dataset.draft = name;
    const shown = (all) => JSON.stringify(all.filter(([field]) => !field.startsWith("_")));
    if (shown(fields) === shown(vault.stateOf(form))) return;
    fill(form, fields);
    const told = notice.cloneNode(true);
    told.removeAttribute("id");
    told.hidden = false;
    told.querySelector("button").addEventListener("click", () => {
      localStorage.removeItem(name);
      document.dispatchEvent(new Event("lachan-leaving"));
      location.reload();
    });
    form.prepend(told);
  };

  const waiting = new Map();
  const soon = (form) => {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => { waiting.delete(form); keep(form).catch(() => {}); }, WAIT_MS));
  };
  document.addEventListener("input", (event) => { if (forms.includes(event.target.form)) soon(event.target.form); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!forms.includes(form)) return;
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (form.dataset.draft) sessionStorage.setItem(SENT, form.dataset.draft);
  });
  // A form that was sent, or waits in the outbox, is no draft any more.
  document.addEventListener("lachan-kept", (event) => {
    const name = event.target.dataset && event.target.dataset.draft;
    if (name) localStorage.removeItem(name);
    sessionStorage.removeItem(SENT);
  });
  const flush = () => waiting.forEach((timer, form) => { clearTimeout(timer); waiting.delete(form); keep(form).catch(() => {}); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  document.addEventListener("lachan-leaving", flush);
  if (names().length && !document.getElementById("errors")) forms.forEach((form) => restore(form).catch(() => {}));
})();
