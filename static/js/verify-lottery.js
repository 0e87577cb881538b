// The proof page's verifier: a record from here or from a file, recomputed in this browser and shown step by step.
import { steps } from "./lottery-record.js";

const form = document.getElementById("verifier");
const list = document.getElementById("verifier-steps");
const verdict = document.getElementById("verifier-verdict");
let run = 0;

async function chosen() {
  const [file] = form.elements.file.files;
  const text = file ? await file.text() : await (await fetch(form.dataset.record)).text();
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("This is not a record: the file holds no JSON.");
  }
}

function row({ what, found, wrong }) {
  const [one, said, value] = ["li", "span", "code"].map((name) => document.createElement(name));
  one.className = wrong ? "check check--wrong" : "check";
  said.textContent = wrong || what;
  value.textContent = found;
  value.className = "mono small";
  one.append(said, " ", value);
  return one;
}

function say(sentence, kind) {
  verdict.textContent = sentence;
  verdict.className = `notice notice--${kind}`;
  verdict.hidden = false;
}

async function verify(mine) {
  let count = 0;
  let wrong = "";
  for await (const step of steps(await chosen(), form.elements.hash.value.trim().toLowerCase())) {
    if (mine !== run) return; // another run was started meanwhile
    list.append(row(step));
    count += 1;
    wrong ||= step.wrong || "";
    if (wrong) break;
  }
  if (wrong) say(`This record does not hold. ${wrong}`, "error");
  else say(`Everything follows: ${count} steps, computed in this browser just now.`, "success");
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  run += 1;
  const mine = run;
  list.replaceChildren();
  verdict.hidden = true;
  if (!crypto.subtle) {
    say("This browser computes hashes only over https. Use the script, or open the page by https.", "warning");
    return;
  }
  try {
    await verify(mine);
  } catch (error) {
    say(error instanceof TypeError && error.message ? error.message : "The record could not be read.", "error");
  }
});

form.hidden = false;
