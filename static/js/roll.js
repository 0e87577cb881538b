// The roll call over a bad network: a tap shows at once, waits in a queue that outlives the page,
// and is sent until the server has answered. The server applies each act once, by its key.
const root = document.querySelector("[data-roll]");
const store = `roll:${root.dataset.roll}`;
const queue = JSON.parse(localStorage.getItem(store) ?? "[]");
let sending = false;
let trouble = "";

const remember = () => {
  if (queue.length) localStorage.setItem(store, JSON.stringify(queue));
  else localStorage.removeItem(store);
};
const token = () => root.querySelector("[name=csrfmiddlewaretoken]").value;
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say() {
  const status = root.querySelector("[data-roll-status]");
  if (!status || !(trouble || queue.length)) return;
  const waiting = queue.length ? `${queue.length} to be sent. ` : "";
  status.textContent = waiting + trouble;
  root.querySelector(".save-bar").classList.toggle("is-offline", Boolean(trouble));
}

// Show a tap as if it had arrived.
function press(act) {
  const { enrollment, said } = Object.fromEntries(new URLSearchParams(act.body));
  const row = enrollment && root.querySelector(`#roll-${enrollment}`);
  if (!row) return;
  row.classList.add("is-waiting");
  row.classList.toggle("is-absent", said === "absent");
  for (const word of ["present", "absent"]) {
    const button = row.querySelector(`.roll-key--${word}`);
    button.setAttribute("aria-pressed", String(said === word));
    button.value = said === word ? "nothing" : word;
  }
}

function find() {
  const wanted = (root.querySelector("[data-roll-find]")?.value ?? "").trim().toLowerCase();
  for (const row of root.querySelectorAll("[data-name]")) row.hidden = !row.dataset.name.toLowerCase().includes(wanted);
}

function show(html) {
  const { activeElement } = document;
  const at = activeElement?.closest?.("#roll [id], #roll button");
  const focused = at?.closest("[id]")?.id;
  const wanted = root.querySelector("[data-roll-find]")?.value ?? "";
  const index = focused ? [...document.getElementById(focused).querySelectorAll("button")].indexOf(activeElement) : -1;
  root.innerHTML = html;
  const search = root.querySelector("[data-roll-find]");
  if (search) search.value = wanted;
  const again = focused && document.getElementById(focused);
  (index >= 0 ? again?.querySelectorAll("button")[index] : again)?.focus({ preventScroll: true });
  queue.forEach(press);
  find();
  say();
}

const ask = (url, options = {}) =>
  fetch(url, { ...options, headers: { "HX-Request": "true", "X-CSRFToken": token() }, credentials: "same-origin" });

const LOGGED_OUT = "You are logged out. Log in again, then open this page: the taps are kept.";

// Return whether the first act of the queue is done with.
async function send(act) {
  const answer = await ask(act.url, { method: "POST", body: new URLSearchParams(act.body) });
  if (answer.redirected || answer.status === 403) {
    trouble = LOGGED_OUT;
    return false;
  }
  if (answer.status >= 500) throw new Error(`The server answered ${answer.status}.`);
  queue.shift();
  remember();
  trouble = answer.ok ? "" : answer.status === 422 ? await answer.text() : `The server refused a tap (${answer.status}).`;
  if (!queue.length) await (answer.ok ? answer.text().then(show) : refresh());
  return true;
}

async function refresh() {
  const answer = await ask(root.dataset.roll);
  if (answer.ok && !answer.redirected && !queue.length) show(await answer.text());
}

async function empty() {
  if (sending) return;
  sending = true;
  for (let tries = 0; queue.length; ) {
    try {
      if (!(await send(queue[0]))) break;
      tries = 0;
    } catch {
      trouble = "No connection; trying again.";
      say();
      await pause(Math.min(30, 2 ** tries++));
    }
    say();
  }
  sending = false;
  say();
}

root.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  fields.set("act_key", key());
  fields.delete("csrfmiddlewaretoken");
  const act = { url: form.action, body: new URLSearchParams(fields).toString() };
  queue.push(act);
  remember();
  press(act);
  say();
  empty();
});

root.addEventListener("input", (event) => {
  if (event.target.matches("[data-roll-find]")) find();
});

// Keep in step with another phone while nothing waits here.
async function follow() {
  if (document.hidden || queue.length || sending || root.querySelector("details[open]")) return;
  try {
    await refresh();
  } catch {
    // The next act says that there is no connection.
  }
}

window.addEventListener("online", empty);
setInterval(follow, 10_000);
queue.forEach(press);
empty();
