"use strict";
// What this browser keeps for its user is a ciphertext under an opaque name. The server gives the key to the account itself, after sign-in; it stays in this page's memory.
(() => {
  if (!window.crypto || !crypto.subtle) return;
  const HOURS = "lachan-draft-hours";
  const words = new TextEncoder();
  const base64 = (bytes) => {
    let text = "";
    for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  let opening;
  let opened;
  const open = () => (opening ??= (async () => {
    const answer = await fetch("/phien/khoa-nhap", { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error("no key");
    const given = await answer.json();
    localStorage.setItem(HOURS, given.hours);
    const key = await crypto.subtle.importKey("raw", bytes(given.key), "AES-GCM", false, ["encrypt", "decrypt"]);
    return (opened = { key, tag: given.tag });
  })().catch((failure) => { opening = undefined; throw failure; }));
  const digest = async (text) =>
    base64(await crypto.subtle.digest("SHA-256", words.encode(text))).slice(0, 22);
  const seal = async (name, said) => {
    const { key } = await open();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: words.encode(name) }, key, words.encode(JSON.stringify(said)));
    return [base64(iv), base64(sealed)];
  };
  const unseal = async (name, [iv, sealed]) => {
    const { key } = await open();
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytes(iv), additionalData: words.encode(name) }, key, bytes(sealed));
    return JSON.parse(new TextDecoder().decode(plain));
  };
  const hours = () => Number(localStorage.getItem(HOURS)) || 72;
  const draftName = async (path, id) => {
    const { tag } = await open();
    return `lachan-draft:${tag}:${await digest(`${tag} ${path} ${id}`)}`;
  };
  const keepDraft = async (name, fields) =>
    localStorage.setItem(name, [Date.now(), ...await seal(name, fields)].join("."));
  const fieldsOf = (form) => [...form.elements].filter((one) => one.name && one.name !== "_csrf" && one.type !== "submit" && one.type !== "file"
    && (one.type !== "hidden" || one.name === "_key" || one.name === "_version"));
  const stateOf = (form) => fieldsOf(form).map((one) =>
    [one.name, one.type === "checkbox" || one.type === "radio" ? one.value : "", one.checked ?? null, one.value]);
  // The other scripts of the page ask for it once; no name lies on the window.
  document.addEventListener("lachan-vault", (event) => {
    event.detail({ open, ready: () => opened, digest, seal, unseal, hours, draftName, keepDraft, fieldsOf, stateOf });
  });
})();
