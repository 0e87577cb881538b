// The cockpit: every act by one key, through a queue; in step with the other devices, without taking what one types.
import { ActQueue } from "./act-queue.js";
import { contact, follow, tick } from "./live.js";

const root = document.querySelector("[data-cockpit]");
const line = document.querySelector("[data-contact]");
const { lost, back } = contact();
const retime = tick(root);
let trouble = "";
let isOut = false;

const stamp = () => root.querySelector("[data-stamp]").dataset.stamp;
const token = () => root.querySelector("[name=csrfmiddlewaretoken]").value;

// Whoever types a reason, or has a menu open, is not interrupted: the page follows when they are done.
function isBusy() {
  const field = document.activeElement?.closest?.("#cockpit input:not([type=hidden]), #cockpit select, #cockpit textarea");
  return Boolean(field?.value) || Boolean(root.querySelector("details.menu[open]"));
}

function show(html) {
  const open = [...root.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  const at = document.activeElement?.closest?.("#cockpit [data-key], #cockpit [id]");
  const [key, id] = [at?.dataset.key, at?.id];
  root.innerHTML = html;
  for (const [one, was] of open) document.getElementById(one)?.toggleAttribute("open", was);
  const again = (key && root.querySelector(`[data-key="${key}"]`)) || (id && document.getElementById(id));
  again?.focus({ preventScroll: true });
  retime();
  document.dispatchEvent(new Event("htmx:afterSettle"));
}

const queue = new ActQueue(`cockpit:${root.dataset.reader}:${root.dataset.cockpit}`, {
  token,
  answered: show,
  told: (waiting, why) => {
    trouble = why;
    isOut = waiting.length > 0;
    say(waiting);
  },
});

function say(waiting) {
  if (!waiting.length && !trouble) {
    back();
    return;
  }
  line.hidden = false;
  const acts = waiting.length ? `${waiting.length} waiting to be sent (${waiting.map((act) => act.says).join("; ")}). ` : "";
  line.textContent = acts + trouble;
}

async function look() {
  if (isBusy()) return;
  const headers = { "HX-Request": "true" };
  const answer = await fetch(`${root.dataset.cockpit}?stamp=${encodeURIComponent(stamp())}`, { headers, credentials: "same-origin" });
  if (answer.status === 204) return;
  if (!answer.ok || answer.redirected) throw new Error(`The server answered ${answer.status}.`);
  const html = await answer.text();
  if (!isBusy() && !isOut) show(html);
}

root.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  queue.add(form, event.submitter);
  form.closest("details.menu")?.removeAttribute("open");
});

root.addEventListener("click", ({ target }) => {
  const id = target.closest("[data-focus]")?.dataset.focus;
  if (id) document.getElementById(id).focus();
});

const change = follow(root.dataset.stream, look, {
  lost: (since) => {
    if (!isOut) lost(since);
  },
  back: () => say(queue.waiting),
});
root.addEventListener("focusout", () => setTimeout(change, 100));
window.addEventListener("online", () => queue.send());
queue.send();
