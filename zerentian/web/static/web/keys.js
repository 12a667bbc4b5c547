// The keyboard: "/" searches, "g" and a letter goes to a place, "n" begins anew, "j" and "k" walk a list (Enter opens),
// Ctrl+Enter sends the form one is in, Esc leaves a field or goes back, "?" says all this. Nothing is taken while a person
// types or an input method composes: a letter there is half of a Chinese word.
"use strict";

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";
const ROWS = "main .table tbody tr, main .todo > li, main .answers > li, main .chapters > li, main .cards > li";
const WAIT = 1500; // ms in which the letter follows the "g"
let going = 0;

const dialog = () => document.getElementById("keys");
const busy = (event) => event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey;

function focusOn(element) {
  if (!element) return false;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  return true;
}

function walk(step) {
  const links = [...document.querySelectorAll(ROWS)].map((row) => row.querySelector("a[href]")).filter(Boolean);
  const here = links.findIndex((link) => link.closest(ROWS).contains(document.activeElement));
  return focusOn(links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step]);
}

function go(letter) {
  going = 0;
  const link = document.querySelector(`.masthead [data-key="${CSS.escape(letter)}"]`);
  if (link) link.click();
  return Boolean(link);
}

function leave(target) {
  if (target.matches(TYPING)) { target.blur(); return true; }
  const menu = document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); return true; }
  const back = document.querySelector("main [data-back], main .actions a.cancel");
  if (back) { back.click(); return true; }
  if (document.referrer.startsWith(location.origin) && history.length > 1) { history.back(); return true; }
  return false;
}

const KEYS = {
  "/": () => focusOn(document.querySelector(".masthead .search input") || document.querySelector("main input[type=search]")),
  "n": () => { const link = document.querySelector("main .head a.button.main, main .actions a.button.main"); link?.click(); return Boolean(link); },
  "j": () => walk(1),
  "k": () => walk(-1),
  "g": () => { going = Date.now(); return true; },
  "?": () => { dialog()?.showModal(); return Boolean(dialog()); },
};

document.addEventListener("keydown", (event) => {
  if (busy(event) || dialog()?.open) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey) {
    const form = event.key === "Enter" && target.closest("main form");
    // By its main button: a form may have others that do something else (look it over, add a line).
    if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("button.main:not([type=button])")); }
    return;
  }
  if (event.key === "Escape") { if (leave(target)) event.preventDefault(); return; }
  if (target.matches(TYPING)) return;
  const took = going && Date.now() - going < WAIT ? go(event.key) : KEYS[event.key]?.();
  if (took) event.preventDefault();
});

// A page that is a form begins in its first field; with errors in their summary. Not on a touch screen, where the
// keyboard would cover the page.
addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector("main .error-summary");
  if (summary) { summary.tabIndex = -1; summary.focus(); return; }
  if (!matchMedia("(pointer: fine)").matches || location.hash) return;
  const form = document.querySelector("main > form[method=post]:not(.no-focus)");
  form?.querySelector(":is(input:not([type=hidden]):not([type=file]), textarea, select):not([data-draft-never])")?.focus({ preventScroll: true });
});
