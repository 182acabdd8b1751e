"use strict";
// Pages work without this file: it leaves quickly, folds the menu again, keeps a second tap quiet (also after going back), and warns before typed text is left.
(() => {
  const WAIT_MS = 8000;
  let changed = false;
  let leaving = false;

  const exit = document.querySelector("a.exit");
  const leave = () => {
    leaving = true;
    document.body.hidden = true;
    location.replace(exit.href);
  };
  if (exit) {
    exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
    let shifts = [];
    document.addEventListener("keydown", (event) => {
      if (event.repeat) return;
      shifts = event.key === "Shift" ? shifts.filter((at) => event.timeStamp - at < 2000).concat(event.timeStamp) : [];
      if (shifts.length > 2) leave();
    });
  }

  const isPost = (form) => form && form.method === "post" && form.id !== "sign-out";
  const ready = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-disabled]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      if (button.dataset.words) button.textContent = button.dataset.words;
    });
  };
  const busy = (form, button) => {
    form.dataset.sent = "1";
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.busy) {
      button.dataset.words = button.textContent;
      button.textContent = button.dataset.busy;
    }
  };

  // Who goes back to a form that was sent finds its words again, so it keeps its key too: sent twice, it is saved once.
  const sentAs = (form) => `lachan-sent:${location.pathname}#${form.id}`;
  const came = performance.getEntriesByType("navigation")[0];
  if (came && came.type === "back_forward") {
    document.querySelectorAll("form[method=post]").forEach((form) => {
      const key = form.elements._key && sessionStorage.getItem(sentAs(form));
      if (key) form.elements._key.value = key;
    });
  }

  document.addEventListener("input", (event) => { if (isPost(event.target.form)) changed = true; });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post") return;
    leaving = true;
    if (event.submitter && event.submitter.dataset.file) {  // a file is answered: the page stays, and so does the form
      setTimeout(() => { leaving = false; }, 2000);
      return;
    }
    if (form.elements._key) sessionStorage.setItem(sentAs(form), form.elements._key.value);
    busy(form, event.submitter || form.querySelector("button"));
    setTimeout(() => { leaving = false; ready(form); }, WAIT_MS);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) { leaving = false; document.querySelectorAll("form[data-sent]").forEach(ready); }
  });
  document.addEventListener("lachan-leaving", () => { leaving = true; });
  document.addEventListener("lachan-ready", (event) => { leaving = false; ready(event.target); });
  document.addEventListener("lachan-kept", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });

  const others = document.querySelector("nav.main .row .others");
  if (others) {
    document.addEventListener("click", (event) => { if (!others.contains(event.target)) others.open = false; });
    others.addEventListener("focusout", (event) => { if (event.relatedTarget && !others.contains(event.relatedTarget)) others.open = false; });
    others.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !others.open) return;
      others.open = false;
      others.querySelector("summary").focus();
    });
  }

  const errors = document.getElementById("errors");
  if (errors) errors.focus();
})();
