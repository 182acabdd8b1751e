"use strict";
// *Hộp chờ*: a form that is sent without a signal is kept (vault.js says how) and sent once when the line is back. Its own key
// makes a repeat the same wish; what the service refuses stays until its author has read it.
(() => {
  let vault;
  document.dispatchEvent(new CustomEvent("lachan-vault", { detail: (given) => { vault = given; } }));
  const words = document.getElementById("outbox-words");
  if (!words) return;
  const say = (name) => words.dataset[name];
  const made = (element, said) => { for (const [name, value] of Object.entries(said)) element[name] = value; return element; };
  if (!vault) {
    for (const place of document.querySelectorAll("form[data-waits], #outbox-list")) {
      place.before(made(document.createElement("p"), { className: "notice warn", textContent: say("cannot") }));
    }
    return;
  }
  const PREFIX = "lachan-wait:";
  const SENT = "lachan-wait-sent";
  const PATIENCE_MS = 60000;
  const signedIn = Boolean(document.body.dataset.idle) || Boolean(document.querySelector("form[data-waits]"));
  const list = document.getElementById("outbox-list");
  const link = document.getElementById("outbox-link");
  const storage = (store, name, otherwise) => { try { return JSON.parse(store.getItem(name)) ?? otherwise; } catch { return otherwise; } };
  const read = (name) => storage(localStorage, name, null);
  const write = (name, item) => localStorage.setItem(name, JSON.stringify(item));
  const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX) && read(name))
    .sort((one, other) => read(one).at - read(other).at);
  const csrf = () => (document.querySelector("form [name=_csrf]") || {}).value || "";
  const mine = (name) => !vault.ready() || name.startsWith(`${PREFIX}${vault.ready().tag}:`);
  const hour = (at) => new Date(at).toLocaleString("en-GB", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

  const show = () => {
    const all = names();
    if (link) {
      link.hidden = !all.length;
      link.querySelector("span").textContent = all.length;
    }
    if (list) draw(all);
  };

  const keep = async (form, submitter) => {
    const { tag } = await vault.open();
    const fields = [...new FormData(form).entries()].filter(([name, value]) => name !== "_csrf" && typeof value === "string");
    if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
    const name = `${PREFIX}${tag}:${await vault.digest(`${tag} ${form.elements._key.value}`)}`;
    const held = { action: form.getAttribute("action"), page: location.pathname, form: form.id, fields, state: vault.stateOf(form) };
    write(name, { at: Date.now(), label: form.dataset.waits, state: "waiting", why: "", sealed: await vault.seal(name, held) });
    show();
    return name;
  };
  const mark = (name, state, why = "") => {
    const item = read(name);
    if (item) write(name, { ...item, state, why });
    return { state };
  };
  const reason = (page) => {
    const seen = new DOMParser().parseFromString(page, "text/html");
    const found = ["#errors li", "main .error", "main .notice", "main h1"].map((one) => seen.querySelector(one)).find(Boolean);
    return found ? found.textContent.trim().slice(0, 300) : "";
  };
  const send = async (name) => {
    const held = await vault.unseal(name, read(name).sealed);
    const body = new URLSearchParams(held.fields);
    body.append("_csrf", csrf());
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    let answer;
    let page = "";
    try {
      answer = await fetch(held.action, { method: "POST", body, headers: { "Lachan-Outbox": "1" }, signal: patience.signal });
      if (!answer.ok) page = await answer.text();
    } catch { return mark(name, "waiting"); } finally { clearTimeout(timer); }
    const to = answer.headers.get("Lachan-To");
    if (answer.ok && to) {
      const item = read(name);
      localStorage.removeItem(name);
      localStorage.removeItem(await vault.draftName(held.page, held.form));
      sessionStorage.setItem(SENT, JSON.stringify([...storage(sessionStorage, SENT, []), { at: Date.now(), label: item ? item.label : "", to }].slice(-20)));
      return { state: "sent", to };
    }
    if (answer.status >= 500 || answer.status === 429) return mark(name, "waiting");
    if (answer.status === 401) return mark(name, "asks", say("asks"));
    return mark(name, "refused", reason(page));
  };

  // One tab sends at a time; what was sent twice all the same is one wish by its key.
  const alone = (work) => (navigator.locks ? navigator.locks.request("lachan-outbox", work) : work());
  let busy = false;
  const flush = async (which = (item) => item.state !== "refused") => {
    if (busy || !signedIn || !navigator.onLine || !names().length) return;
    busy = true;
    try {
      await vault.open();
      await alone(async () => {
        for (const name of names().filter(mine)) {
          const item = read(name);
          if (item && which(item, name)) {
            const came = await send(name);
            show();
            if (came.state === "waiting") break;
            const form = document.querySelector(`form[data-waiting="${name}"]`);
            if (form && came.state === "sent") leave(came.to);
            if (form && came.state !== "sent") tell(form, came.state);
          }
        }
      });
    } catch { /* no line, or no session: it goes on waiting */ } finally { busy = false; show(); }
  };

  const leave = (to) => {
    document.dispatchEvent(new Event("lachan-leaving"));
    location.assign(to);
  };
  const plainly = (form, submitter) => {
    if (submitter && submitter.name) {
      const field = made(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(field);
    }
    form.submit();
  };
  const tell = (form, state) => {
    let told = form.querySelector(".outbox-told");
    if (!told) {
      told = document.createElement("div");
      told.className = "outbox-told unsaved";
      told.setAttribute("role", "status");
      form.append(told);
    }
    told.textContent = "";
    const line = document.createElement("p");
    line.textContent = say(state);
    told.append(line);
    if (form.hasAttribute("data-urgent") && state !== "sending") {
      const urgent = document.createElement("p");
      urgent.append(made(document.createElement("strong"), { textContent: say("call") }));
      told.append(urgent);
    }
    if (state === "waiting" || state === "refused" || state === "asks") {
      const more = document.createElement("p");
      more.append(made(document.createElement("a"), { href: "/hop-cho", textContent: say("name") }));
      told.append(more);
      const next = made(document.createElement("button"), { type: "button", className: "link", textContent: say("another") });
      next.addEventListener("click", () => { again(form); told.remove(); });
      more.append(" · ", next);
    }
  };
  const again = (form) => {
    form.reset();
    delete form.dataset.waiting;
    form.elements._key.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const first = form.querySelector("textarea, input:not([type=hidden]), select");
    if (first) first.focus();
  };
  const ready = (form) => form.dispatchEvent(new Event("lachan-ready", { bubbles: true }));

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.dataset.waits || !form.elements._key) return;
    const submitter = event.submitter;
    if (!vault.ready()) {
      if (navigator.onLine) return;
      event.preventDefault();
      ready(form);
      tell(form, "unkept");
      return;
    }
    event.preventDefault();
    (async () => {
      const name = await keep(form, submitter);
      if (navigator.onLine) tell(form, "sending");
      const came = navigator.onLine ? await alone(() => send(name)) : { state: "waiting" };
      if (came.state === "sent") { form.dispatchEvent(new Event("lachan-kept", { bubbles: true })); leave(came.to); return; }
      if (came.state !== "waiting") { localStorage.removeItem(name); plainly(form, submitter); return; }
      form.dispatchEvent(new Event("lachan-kept", { bubbles: true }));
      form.dataset.waiting = name;
      ready(form);
      tell(form, "waiting");
      show();
    })().catch(() => plainly(form, submitter));
  });

  // -- the page *Hộp chờ* ------------------------------------------------------------------------------------------
  const button = (text, work) => {
    const pressed = made(document.createElement("button"), { type: "button", className: "button secondary", textContent: text });
    pressed.addEventListener("click", work);
    return pressed;
  };
  const reopen = async (name) => {
    const held = await vault.unseal(name, read(name).sealed);
    await vault.keepDraft(await vault.draftName(held.page, held.form), held.state);
    location.assign(held.page);
  };
  const draw = (all) => {
    list.textContent = "";
    for (const name of all) {
      const item = read(name);
      const row = document.createElement("li");
      row.append(made(document.createElement("strong"), { textContent: item.label }), ` · ${hour(item.at)}`);
      row.append(made(document.createElement("p"), { textContent: mine(name) ? say(`state${item.state}`) : say("others") }));
      if (item.why && mine(name)) row.append(made(document.createElement("p"), { className: "error", textContent: item.why }));
      if (signedIn && vault.ready() && mine(name)) {
        row.append(button(say("now"), () => flush((_, one) => one === name)), " ", button(say("reopen"), () => reopen(name)), " ", button(say("discard"), () => {
          if (!confirm(say("sure"))) return;
          localStorage.removeItem(name);
          show();
        }));
      }
      list.append(row);
    }
    const sent = document.getElementById("outbox-sent");
    const before = storage(sessionStorage, SENT, []);
    if (sent) {
      sent.textContent = "";
      for (const one of before) {
        const row = document.createElement("li");
        row.append(`${hour(one.at)} · `, signedIn ? made(document.createElement("a"), { href: one.to, textContent: one.label }) : one.label);
        sent.append(row);
      }
      document.getElementById("outbox-sent-part").hidden = !before.length;
    }
    document.getElementById("outbox-empty").hidden = all.length > 0;
  };

  show();
  addEventListener("online", () => flush());
  addEventListener("storage", show);
  if (signedIn && (names().length || document.querySelector("form[data-waits]"))) {
    vault.open().then(() => { show(); return flush(); }).catch(() => {});
  }
  if (signedIn && navigator.serviceWorker && document.body.dataset.worker) {
    navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/" }).catch(() => {});
  }
})();
