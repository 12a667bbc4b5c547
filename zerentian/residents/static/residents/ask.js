// Small help for the public forms; without it they work as well. A proof of work (SHA-256 over the page's stamp)
// shows that a browser took its time; nothing is asked of anybody else. A form marked data-once is sent once.
"use strict";

const BATCH = 256;

async function digestOf(text) {
  return new DataView(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

async function workOn(stamp, bits) {
  for (let from = 0; ; from += BATCH) {
    const tries = Array.from({ length: BATCH }, (_, index) => (from + index).toString(36));
    const digests = await Promise.all(tries.map((work) => digestOf(`${stamp}:${work}`)));
    const hit = digests.findIndex((digest) => digest.getUint32(0) >>> (32 - bits) === 0);
    if (hit >= 0) return tries[hit];
    await new Promise((resume) => setTimeout(resume));
  }
}

for (const form of document.querySelectorAll("form[data-work-bits]")) {
  const [stamp, work] = [form.elements.stamp, form.elements.work];
  // Browsers offer crypto.subtle only over HTTPS; without it the form goes the way it goes without scripts.
  if (globalThis.crypto?.subtle && !work.value) {
    workOn(stamp.value, Number(form.dataset.workBits)).then((found) => { work.value = found; });
  }
}

// Where the device is, only when the person presses for it, rounded to ten metres.
for (const place of document.querySelectorAll("[data-here]")) {
  if (!navigator.geolocation) continue;
  const [button, sorry] = place.children;
  const field = place.closest("form").elements.map_point;
  place.hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => { field.value = `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`; sorry.hidden = true; },
    () => { sorry.hidden = false; },
    { timeout: 15000 },
  ));
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// Back from another page, or no connection: the form can be sent again.
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent; });
