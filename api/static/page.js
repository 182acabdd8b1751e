"use strict";
// Pages work without this file. It only warns before what was typed is left behind, and keeps a second tap quiet.
(function () {
  var changed = false;
  document.querySelectorAll("form[method=post]").forEach(function (form) {
    if (form.id === "sign-out") return;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent === "1") { event.preventDefault(); return; }
      changed = false;
      form.dataset.sent = "1";
      form.querySelectorAll("button[type=submit]").forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
      setTimeout(function () {
        form.dataset.sent = "";
        form.querySelectorAll("button[type=submit]").forEach(function (button) { button.removeAttribute("aria-disabled"); });
      }, 8000);
    });
  });
  window.addEventListener("beforeunload", function (event) { if (changed) event.preventDefault(); });
  var errors = document.getElementById("errors");
  if (errors) errors.focus();
  document.querySelectorAll("a.exit").forEach(function (link) {
    link.addEventListener("click", function (event) { event.preventDefault(); changed = false; location.replace(link.href); });
  });
})();
