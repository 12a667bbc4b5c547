// Keeps what is being typed in a form marked data-draft="name" in this browser, so that a lost connection or a
// closed tab loses nothing. A draft goes when it was sent, when it is discarded, and when its owner signs out.
"use strict";

const PREFIX = "zerentian-draft:";

function keyOf(form) {
  const owner = form.dataset.draftOwner || "";
  return PREFIX + owner + ":" + form.dataset.draft + ":" + location.pathname;
}

function fields(form) {
  return [...form.elements].filter((field) => field.name && !["file", "hidden", "password", "submit", "button"].includes(field.type));
}

function keep(form) {
  const values = fields(form).map((field) => [field.name, field.value, field.checked]);
  localStorage.setItem(keyOf(form), JSON.stringify(values));
}

function restore(form) {
  const kept = localStorage.getItem(keyOf(form));
  if (!kept) return;
  const values = JSON.parse(kept);
  for (const field of fields(form)) {
    const choice = ["checkbox", "radio"].includes(field.type);
    const found = values.find(([name, value]) => name === field.name && (!choice || value === field.value));
    if (!found) continue;
    if (choice) field.checked = found[2];
    else field.value = found[1];
  }
  announce(form);
}

function announce(form) {
  const note = document.createElement("p");
  note.className = "note";
  note.setAttribute("role", "status");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "linklike";
  discard.textContent = form.dataset.draftDiscard || "✗";
  discard.addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    form.reset();
    note.remove();
  });
  note.append((form.dataset.draftRestored || "") + " ", discard);
  form.prepend(note);
}

function clearAll() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
}
// The page that follows a successful save names the draft that is done with.
for (const done of document.querySelectorAll("[data-draft-done]")) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && key.split(":")[2] === done.dataset.draftDone) localStorage.removeItem(key);
  }
}
for (const form of document.querySelectorAll("form[data-clears-drafts]")) form.addEventListener("submit", clearAll);
