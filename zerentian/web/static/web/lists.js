// Lists: all rows of a page ticked at once, how many are ticked, printing; and on a matter's page that was opened from a
// list, the way to the one before and after it. Which rows a list had is kept in this tab alone, as addresses without a
// word of what they are, until it closes or somebody signs out.
"use strict";

const WALK = "zerentian-walk";
const kept = {
  read() { try { return JSON.parse(sessionStorage.getItem(WALK)); } catch { return null; } },
  // A browser may refuse to store: then there is no way to the next one.
  write(walk) { try { sessionStorage.setItem(WALK, JSON.stringify(walk)); } catch { /* nothing kept */ } },
  remove() { try { sessionStorage.removeItem(WALK); } catch { /* nothing kept */ } },
};

function watchTicks(form) {
  const boxes = [...form.querySelectorAll("input[name=row]")];
  const all = form.querySelector("[data-tick-all]");
  const said = form.querySelector("[data-ticked]");
  if (!boxes.length || !said) return;
  const usual = said.textContent;
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    said.textContent = ticked ? `${said.dataset.words} ${ticked}` : usual;
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const on = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = on;
      count();
    });
  }
  form.addEventListener("change", count);
  count();
}

function remember(table) {
  const links = [...table.querySelectorAll("tbody td.main a[href]")].map((link) => link.getAttribute("href"));
  kept.write({ list: location.pathname + location.search, links });
}

function lead(walk, at) {
  const { listBefore, listAfter, listBack } = document.body.dataset;
  const nav = document.createElement("nav");
  nav.className = "walk no-print";
  nav.setAttribute("aria-label", listBack);
  const link = (words, href, rel) => {
    const made = document.createElement("a");
    Object.assign(made, { href, textContent: words, rel });
    nav.append(made);
  };
  if (at > 0) link(`← ${listBefore}`, walk.links[at - 1], "prev");
  link(`${listBack} ${at + 1}/${walk.links.length}`, walk.list, "up");
  if (at + 1 < walk.links.length) link(`${listAfter} →`, walk.links[at + 1], "next");
  document.querySelector("main")?.prepend(nav);
}

document.querySelectorAll("form.list-rows").forEach(watchTicks);
const table = document.querySelector("table[data-walk]");
if (table) remember(table);
else {
  const walk = kept.read();
  const at = walk?.links?.indexOf(location.pathname) ?? -1;
  if (at >= 0) lead(walk, at);
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const form of document.querySelectorAll("form[data-clears-drafts]")) form.addEventListener("submit", kept.remove);
