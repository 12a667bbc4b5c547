// Keeps what is typed into a form in this browser, so that a lost connection, a closed tab or an idle sign-out loses
// nothing: every form that a signed-in person types words into, and those marked data-draft (components/draft.html). A draft belongs to one account and one page. It goes when it was
// saved, when it is discarded, when its owner signs out, when another account signs in, and after a week.
// Files, passwords, hidden fields and fields marked data-draft-never are not kept; nothing at all is, while a choice
// marked data-draft-none is made.
"use strict";

const PREFIX = "zerentian-draft:";
const KEPT_DAYS = 7;
const NEVER = new Set(["file", "hidden", "password", "submit", "button", "image", "reset"]);

const drafts = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  // A browser may refuse to store (private window, full disk): the form then works without a draft.
  write(key, draft) {
    try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* nothing kept */ }
  },
  remove(key) {
    try { localStorage.removeItem(key); } catch { /* nothing kept */ }
  },
  keys() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  },
};

const partsOf = (key) => {
  const [owner, name, ...path] = key.slice(PREFIX.length).split(":");
  return { owner, name, path: path.join(":") };
};
const keyOf = (form) => `${PREFIX}${form.dataset.draftOwner}:${form.dataset.draft}:${location.pathname}`;
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.type) && !("draftNever" in field.dataset));

function valueOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => option.value);
  return field.value;
}

// Two boxes of one name are told apart by their values, two texts of one name by their order.
function nameOf(field, index) {
  return field.type === "checkbox" || field.type === "radio" ? `${field.name}=${field.value}` : `${field.name}#${index}`;
}

function named(form) {
  const seen = {};
  return fieldsOf(form).map((field) => [nameOf(field, (seen[field.name] = (seen[field.name] ?? -1) + 1)), field]);
}

function keep(form) {
  if (form.querySelector("[data-draft-none]:checked")) { drafts.remove(keyOf(form)); return; }
  const values = Object.fromEntries(named(form).map(([name, field]) => [name, valueOf(field)]));
  drafts.write(keyOf(form), { at: Date.now(), values, began: began.get(form) });
}

function fill(form, { values, began: then }) {
  let changed = false;
  for (const [name, field] of named(form)) {
    if (!(name in values)) continue;
    const before = JSON.stringify(valueOf(field));
    // What the server has put into an adopted form since then is newer than the draft.
    if (then && before !== then[name]) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values[name];
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values[name].includes(option.value);
    else field.value = values[name];
    changed = changed || before !== JSON.stringify(valueOf(field));
  }
  return changed;
}

function note(form, text, discards) {
  form.querySelector("[data-draft-note]")?.remove();
  const line = document.createElement("p");
  line.className = "box note";
  line.dataset.draftNote = "";
  line.setAttribute("role", "status");
  line.append(text);
  if (discards) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linklike";
    button.textContent = form.dataset.draftDiscard;
    button.addEventListener("click", () => {
      drafts.remove(keyOf(form));
      form.reset();
      line.remove();
      form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
    line.append(" ", button);
  }
  form.prepend(line);
}

function sent(form, event) {
  if (!navigator.onLine) {
    event.preventDefault();
    keep(form);
    note(form, form.dataset.draftOffline, false);
    return;
  }
  const draft = drafts.read(keyOf(form));
  if (draft) drafts.write(keyOf(form), { ...draft, sent: true });
}

function watch(form) {
  const draft = drafts.read(keyOf(form));
  // A form that came back with errors, or filled in by the server (data-draft-fresh), already holds what was typed.
  if ("draftFresh" in form.dataset) keep(form);
  else if (draft && !form.querySelector(".error-summary") && fill(form, draft)) note(form, form.dataset.draftRestored, true);
  if (draft?.sent) drafts.write(keyOf(form), { ...draft, sent: false });
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => sent(form, event));
}

// After a save the server leads to another page: what was sent from a form that is not on this page is done with.
function sweep(forms, owner) {
  const here = new Set(forms.map(keyOf));
  const done = new Set([...document.querySelectorAll("[data-draft-done]")].map((mark) => mark.dataset.draftDone));
  for (const key of drafts.keys()) {
    const draft = drafts.read(key);
    const old = !draft || Date.now() - draft.at > KEPT_DAYS * 86_400_000;
    const foreign = owner && partsOf(key).owner !== owner;
    if (old || foreign || done.has(partsOf(key).name) || (draft.sent && owner && !here.has(key))) drafts.remove(key);
  }
}

// What a form is not kept for: words that are secret, and forms that only choose or confirm.
const SECRET = "input[type=password], [autocomplete=one-time-code]";
const WORDS = "textarea, input[type=text], input[type=number], input[type=date], input[type=email], input:not([type])";

// What stood in an adopted form when its page came.
const began = new WeakMap();

function adopt(form, index) {
  const { account, draftRestored, draftDiscard, draftOffline } = document.body.dataset;
  if (!account || form.method !== "post" || "draft" in form.dataset || "clearsDrafts" in form.dataset) return;
  if ("draftNever" in form.dataset || form.querySelector(SECRET) || !form.querySelector(WORDS)) return;
  const names = [...new Set(fieldsOf(form).map((field) => field.name))].join(",").slice(0, 200);
  Object.assign(form.dataset, { draft: `form-${index}-${names}`.replaceAll(":", ""), draftOwner: account, draftRestored, draftDiscard, draftOffline });
  began.set(form, Object.fromEntries(named(form).map(([name, field]) => [name, JSON.stringify(valueOf(field))])));
}

document.querySelectorAll("form").forEach(adopt);
const forms = [...document.querySelectorAll("form[data-draft]")];
sweep(forms, forms[0]?.dataset.draftOwner ?? document.body.dataset.account ?? "");
forms.forEach(watch);
for (const form of document.querySelectorAll("form[data-clears-drafts]")) {
  form.addEventListener("submit", () => drafts.keys().forEach(drafts.remove));
}
