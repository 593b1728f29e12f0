// Small comforts. Everything works without them.
"use strict";

// A form that filters a list is sent when something in it changes.
document.addEventListener("change", (change) => {
  const form = change.target.closest("form[data-send-on-change]");
  if (form) form.requestSubmit();
});

// A second click on a button that was clicked sends nothing twice.
document.addEventListener("submit", (sent) => {
  const form = sent.target;
  if (sent.submitter && sent.submitter.formTarget) return;
  if (form.dataset.sent) {
    sent.preventDefault();
    return;
  }
  if (!form.hasAttribute("data-many") && form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});

// Leaving a page with something typed and not sent is asked about.
const changed = new Set();
document.addEventListener("input", (typed) => {
  const form = typed.target.closest("form[data-guard]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (sent) => {
  // What only shows itself in a frame is not sent yet.
  if (!(sent.submitter && sent.submitter.formTarget)) changed.delete(sent.target);
});
document.addEventListener("htmx:beforeOnLoad", (answered) => {
  // Somebody who was signed out is led away, and what they typed is kept where that leads.
  if (answered.detail.xhr.getResponseHeader("HX-Redirect")) changed.clear();
});
window.addEventListener("beforeunload", (leaving) => {
  if ([...changed].some((form) => form.isConnected)) leaving.preventDefault();
});

// When something long is over the page is drawn anew, but for one on which something was typed: that has a link.
let isTyped = false;
document.addEventListener("input", () => {
  isTyped = true;
});
document.addEventListener("htmx:load", (loaded) => {
  // A form that came back with faults holds what was typed before.
  const isKept = isTyped || document.querySelector("form .fault");
  if (loaded.target.matches("[data-over]") && !isKept) window.location.reload();
});

// What unfolds above the page folds again at Escape, and when somebody goes on elsewhere.
const fold = (but) => {
  for (const sheet of document.querySelectorAll("details.part[open]")) if (!sheet.contains(but)) sheet.open = false;
};
document.addEventListener("click", (click) => fold(click.target));
document.addEventListener("focusin", (entered) => fold(entered.target));
document.addEventListener("keydown", (pressed) => {
  if (pressed.key !== "Escape") return;
  const sheet = document.activeElement.closest("details.part[open]");
  fold(null);
  if (sheet) sheet.querySelector("summary").focus();
});

// What can be copied has a button for it, where the browser lets us.
document.addEventListener("click", async (click) => {
  const button = click.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  button.textContent = button.dataset.copied || button.textContent;
});
