// The editor of messages: a preview and a coach that follow what is typed. All of it works without this, too.
"use strict";

const form = () => document.getElementById("words");
const isOurs = (field) => field.form && field.form.id === "words";
let last = null;
let waiting = 0;
let pictures = 0;

// The coach listens for this; the preview is sent into its frame by its own button.
function follow(delay) {
  document.body.dispatchEvent(new Event("words-changed"));
  clearTimeout(waiting);
  waiting = setTimeout(refresh, delay);
}

// A frame of its own for each picture: the old one stays until the new one is there, and no step back is added.
function refresh() {
  const stage = document.getElementById("stage");
  const button = document.getElementById("preview-button");
  if (!stage || !form()) return;
  const frames = [...stage.querySelectorAll("iframe")];
  if (!button) {
    // Who may only look is shown what is kept.
    const asked = new FormData(form());
    const query = ["member", "sample", "light", "part"].map((name) => `${name}=${encodeURIComponent(asked.get(name) || "")}`);
    frames[0].src = `${stage.dataset.from}&${query.join("&")}`;
    return;
  }
  const fresh = frames[0].cloneNode();
  pictures += 1;
  fresh.removeAttribute("src");
  fresh.name = button.formTarget = `preview-${pictures}`;
  fresh.classList.add("arriving");
  stage.append(fresh);
  fresh.addEventListener("load", () => {
    // A later picture may be here already.
    if (!fresh.isConnected) return;
    for (let older = fresh.previousElementSibling; older; older = fresh.previousElementSibling) older.remove();
    fresh.classList.remove("arriving");
  });
  form().requestSubmit(button);
}

document.addEventListener("input", (typed) => {
  if (!isOurs(typed.target) || typed.target.name === "wide") return;
  follow(900);
});

document.addEventListener("change", (change) => {
  if (change.target.name !== "wide") return;
  document.querySelectorAll("#stage iframe").forEach((frame) => {
    frame.classList.toggle("phone", !change.target.dataset.wide);
  });
});

// Smart tags go where somebody was writing last.
document.addEventListener("focusin", (entered) => {
  if (entered.target.matches("[data-takes-tags]")) last = entered.target;
});
document.addEventListener("click", (click) => {
  const button = click.target.closest("[data-tag]");
  if (!button) return;
  const where = last && last.isConnected ? last : document.getElementById("html") || document.getElementById("subject");
  if (!where || where.closest("fieldset[disabled]")) return;
  if (where.editor) {
    where.editor.replaceSelection(button.dataset.tag);
    where.editor.focus();
    return;
  }
  where.setRangeText(button.dataset.tag, where.selectionStart, where.selectionEnd, "end");
  where.dispatchEvent(new Event("input", { bubbles: true }));
  where.focus();
});
document.addEventListener("input", (typed) => {
  if (typed.target.id !== "tag-search") return;
  const wanted = typed.target.value.trim().toLowerCase();
  document.querySelectorAll("details.tags").forEach((group) => {
    const tags = [...group.querySelectorAll("li")];
    tags.forEach((tag) => (tag.hidden = !tag.dataset.search.toLowerCase().includes(wanted)));
    group.hidden = tags.every((tag) => tag.hidden);
    group.open = wanted !== "" && !group.hidden;
  });
});

// A link to a part of the message opens what it lies in.
document.addEventListener("click", (click) => {
  const link = click.target.closest('.beside a[href^="#"], .fault a[href^="#"]');
  const part = link && document.getElementById(link.hash.slice(1));
  if (!part) return;
  const folded = part.querySelector("details") || part.closest("details");
  if (folded) folded.open = true;
  if (part.editor) part.editor.focus();
});

// HTML is written with colours, and with smart tags that stand out.
function dress() {
  if (!window.CodeMirror) return;
  if (!CodeMirror.modes.message) {
    CodeMirror.defineMode("message", (config) =>
      CodeMirror.overlayMode(CodeMirror.getMode(config, { name: "xml", htmlMode: true }), {
        token(stream) {
          if (stream.match(/\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/)) return "smart-tag";
          while (stream.next() && !stream.match(/\{[{%#]/, false)) continue;
          return null;
        },
      }));
  }
  document.querySelectorAll("textarea[data-code]").forEach((area) => {
    if (area.editor || area.closest("fieldset[disabled]")) return;
    const editor = CodeMirror.fromTextArea(area, { mode: "message", lineNumbers: true, lineWrapping: true });
    area.editor = editor;
    editor.getInputField().setAttribute("aria-label", area.labels[0] ? area.labels[0].textContent : "");
    // What scrolls can be reached by whoever only reads, too.
    editor.getScrollerElement().tabIndex = 0;
    // Who uses the keyboard leaves by the key that leads on everywhere else.
    editor.setOption("extraKeys", { Tab: false, "Shift-Tab": false });
    editor.on("focus", () => (last = area));
    editor.on("change", () => {
      editor.save();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
}
document.addEventListener("DOMContentLoaded", () => {
  dress();
  if (!document.getElementById("preview-button")) return;
  // The frame began with what could be found at once; now whoever reads it next is looked for.
  refresh();
});

// A button that changed the words changed what is not saved yet, as typing does.
document.addEventListener("htmx:afterSwap", (swapped) => {
  if (swapped.detail.target.id !== "words" || !form()) return;
  dress();
  form().dispatchEvent(new Event("input", { bubbles: true }));
  follow(100);
});
