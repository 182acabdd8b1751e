"use strict";
// What is typed is kept for 72 hours, or less where a rule says so, encrypted under a key that the server gives only to the account itself.
// In the browser's storage stand ciphertexts under opaque names; without scripts everything else works.
(() => {
  const PREFIX = "lachan-draft:";
  const SENT = "lachan-draft-sent";
  const HOURS = "lachan-draft-hours";
  const KEPT_MS = Math.min(72, Number(localStorage.getItem(HOURS)) || 72) * 3600 * 1000;
  const WAIT_MS = 400;
  const notice = document.getElementById("draft-notice");
  if (!notice || !window.crypto || !crypto.subtle) return;
  const forms = [...document.querySelectorAll("form[method=post]")].filter(
    (form) => form.querySelector("textarea:not([hidden]), input:not([type=hidden])") && !form.querySelector("[type=password]"));
  const words = new TextEncoder();
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

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

  let opening;
  const open = () => (opening ??= (async () => {
    const answer = await fetch("/phien/khoa-nhap", { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no key");
    const given = await answer.json();
    localStorage.setItem(HOURS, given.hours);
    const key = await crypto.subtle.importKey("raw", bytes(given.key), "AES-GCM", false, ["encrypt", "decrypt"]);
    return { key, tag: given.tag };
  })().catch((failure) => { opening = undefined; throw failure; }));
  const nameOf = async (form, tag) => {
    const digest = await crypto.subtle.digest("SHA-256", words.encode(`${tag} ${location.pathname} ${form.id}`));
    return `${PREFIX}${tag}:${base64(new Uint8Array(digest)).slice(0, 22)}`;
  };

  const typed = (form) => [...form.elements].filter((one) => one.name && one.name !== "_csrf" && one.type !== "submit" && one.type !== "file"
    && (one.type !== "hidden" || one.name === "_key" || one.name === "_version"));
  const state = (form) => typed(form).map((one) =>
    [one.name, one.type === "checkbox" || one.type === "radio" ? one.value : "", one.checked ?? null, one.value]);

  const keep = async (form) => {
    const { key, tag } = await open();
    const name = await nameOf(form, tag);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: words.encode(name) }, key, words.encode(JSON.stringify(state(form))));
    let text = "";
    for (const byte of new Uint8Array(sealed)) text += String.fromCharCode(byte);
    localStorage.setItem(name, `${Date.now()}.${base64(iv)}.${btoa(text)}`);
    form.dataset.draft = name;
  };
  const fill = (form, fields) => {
    for (const [name, value, checked, text] of fields) {
      const one = typed(form).find((field) => field.name === name && (!value || field.value === value) && !field.dataset.filled);
      if (!one) continue;
      one.dataset.filled = "1";
      if (one.type === "checkbox" || one.type === "radio") one.checked = checked;
      else one.value = text;
    }
    typed(form).forEach((one) => delete one.dataset.filled);
    const written = (one) => one.value && (one.matches("textarea") || /^(text|date|datetime-local)$/.test(one.type));
    form.querySelectorAll("details").forEach((part) => {
      if (typed(form).some((one) => part.contains(one) && written(one))) part.open = true;
    });
  };
  const restore = async (form) => {
    const { key, tag } = await open();
    const name = await nameOf(form, tag);
    const kept = localStorage.getItem(name);
    if (!kept) return;
    const [, iv, sealed] = kept.split(".");
    let fields;
    try {
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: bytes(iv), additionalData: words.encode(name) }, key, bytes(sealed));
      fields = JSON.parse(new TextDecoder().decode(plain));
    } catch { localStorage.removeItem(name); return; }
    form.dataset.draft = name;
    const shown = (all) => JSON.stringify(all.filter(([field]) => !field.startsWith("_")));
    if (shown(fields) === shown(state(form))) return;
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
    if (form.dataset.draft) sessionStorage.setItem(SENT, form.dataset.draft);
  });
  const flush = () => waiting.forEach((timer, form) => { clearTimeout(timer); waiting.delete(form); keep(form).catch(() => {}); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  document.addEventListener("lachan-leaving", flush);
  if (names().length && !document.getElementById("errors")) forms.forEach((form) => restore(form).catch(() => {}));
})();
