// Checks an entry's proof in the browser: leaf hash, audit path (RFC 9162, 2.1.3.2), root, signature of the
// checkpoint. This script and the key come from the server that sends the proof, so it shows that the server's answers
// agree with each other, not that the server is honest: for that, the key and a checkpoint have to come from elsewhere
// (a slip that was kept), and the program that checks as well (verify.py, or any client of C2SP tlog-tiles).
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export async function rootFrom(leaf, index, size, path) {
  let fn = index, sn = size - 1, node = leaf;
  for (const step of path) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      node = await sha256(joined([1], step, node));
      while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2); }
    } else {
      node = await sha256(joined([1], node, step));
    }
    fn = Math.floor(fn / 2); sn = Math.floor(sn / 2);
  }
  return sn === 0 ? node : null;
}

export async function check(proof) {
  const [text, signatures] = proof.note.split("\n\n");
  const lines = text.split("\n");
  const leaf = await sha256(joined([0], unbase64(proof.canonical)));
  const root = await rootFrom(leaf, proof.index, proof.size, proof.path.map(bytesOf));
  if (!root || Number(lines[1]) !== proof.size || hexOf(root) !== hexOf(unbase64(lines[2]))) return "fails";
  const publicKey = unbase64(proof.vkey.slice(proof.vkey.indexOf("+", proof.vkey.indexOf("+") + 1) + 1)).slice(1);
  const message = new TextEncoder().encode(text + "\n");
  let key;
  try {
    key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return "unsigned";
  }
  for (const line of signatures.trim().split("\n")) {
    const signature = unbase64(line.split(" ")[2]).slice(4);
    if (await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message)) return "works";
  }
  return "fails";
}

for (const box of document.querySelectorAll("[data-proof]")) {
  const proof = await (await fetch(box.dataset.proof)).json();
  const result = await check(proof);
  const line = box.querySelector("[data-result]");
  line.textContent = box.dataset[result];
  line.className = result === "fails" ? "bad" : "good";
  box.dataset.state = result;
  box.querySelector("[data-canonical]").textContent = new TextDecoder().decode(unbase64(proof.canonical));
  box.querySelector("[data-note]").textContent = proof.note;
  box.querySelector("[data-key]").textContent = proof.vkey;
  for (const step of proof.path) {
    const item = document.createElement("li");
    item.textContent = step;
    box.querySelector("[data-path]").append(item);
  }
}
