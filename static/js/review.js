// Save a review while it is written. What the server has not confirmed stays in the browser's own storage, and is
// offered back. Without this script the form works as it is.
const PAUSE = 1500; // ms after the last key
const RETRY = 10000; // ms while the server can't be reached
const LONGEST_WAIT = 20000; // ms before an answer counts as lost

const form = document.getElementById("review");
const [state, saved, news, found] = ["review-state", "review-saved", "review-news", "review-found"].map((id) =>
  document.getElementById(id),
);
const bar = document.getElementById("save-bar");
const key = form.dataset.draft;
const skipped = new Set(["csrfmiddlewaretoken", "based_on"]);

let confirmed = text(); // what the server has, as far as we know
let timer = null;
let saving = false;
let isStale = false;
let isLeaving = false;

function entries() {
  return [...new FormData(form)].filter(([name]) => !skipped.has(name)).map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]);
}

function text() {
  return JSON.stringify(entries());
}

function cookie(name) {
  return document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
}

// --- The browser's own copy ---------------------------------------------------------------------
function keep() {
  try {
    localStorage.setItem(key, JSON.stringify({ entries: entries(), base: form.elements.based_on.value }));
  } catch {
    tell("This browser keeps no copy of its own. Leave this page open until it says that your text is saved.");
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function forget() {
  try {
    localStorage.removeItem(key);
  } catch {
    // no storage: there is nothing to forget
  }
}

// --- What the page says -------------------------------------------------------------------------
function tell(sentence, { logIn = false, compare = "", download = false } = {}) {
  news.querySelector("[data-sentence]").textContent = sentence;
  news.querySelector("[data-log-in]").hidden = !logIn;
  const link = news.querySelector("[data-compare]");
  link.hidden = !compare;
  if (compare) link.href = compare;
  news.querySelector("[data-download]").hidden = !download;
  news.hidden = false;
  bar.classList.add("is-offline");
}

function calm() {
  news.hidden = true;
  bar.classList.remove("is-offline");
}

function keepInStep(said) {
  state.innerHTML = said.state;
  document.dispatchEvent(new CustomEvent("server:time", { detail: { now: said.now, due: said.due_at } }));
}

// --- Saving -------------------------------------------------------------------------------------
async function post() {
  const body = new FormData(form);
  const token = cookie("csrftoken"); // a log-in in another tab has changed it
  if (token) body.set("csrfmiddlewaretoken", token);
  const signal = AbortSignal.timeout(LONGEST_WAIT);
  return fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual", signal });
}

async function save() {
  clearTimeout(timer);
  const sent = text();
  if (saving || isStale || sent === confirmed) return;
  saving = true;
  try {
    await settle(await post(), sent);
  } catch {
    unsaved("Your text could not be saved just now. It is kept in this browser, and is sent as soon as the server answers.");
    later(RETRY);
  } finally {
    saving = false;
  }
  if (!isStale && news.hidden && text() !== confirmed) later(PAUSE);
}

async function settle(answer, sent) {
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    unsaved("You are logged out. Your text is kept in this browser: log in in another tab, and it is saved from here.", { logIn: true });
    return later(RETRY);
  }
  if (answer.status === 413 || answer.status === 400) {
    return unsaved("This is too large to be saved. Your text is kept in this browser: shorten it, or download it first.", { download: true });
  }
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  accept(await answer.json(), sent);
}

function accept(said, sent) {
  keepInStep(said);
  if (said.stale) {
    isStale = true;
    confirmed = sent;
    forget();
    saved.textContent = `Kept beside at ${said.saved_at}`;
    return tell(said.sentence, { compare: said.compare });
  }
  form.elements.based_on.value = said.revision;
  const refused = Object.values(said.refused);
  if (refused.length) {
    return unsaved(refused.join(" "), { download: true });
  }
  confirmed = sent;
  if (text() === sent) forget();
  saved.textContent = `Saved ${said.saved_at}`;
  calm();
}

function unsaved(sentence, actions) {
  keep();
  saved.textContent = "NOT saved";
  tell(sentence, actions);
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

// --- What was left behind -----------------------------------------------------------------------
function grouped(pairs) {
  const values = new Map();
  for (const [name, value] of pairs) if (value) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

function offer(draft) {
  const [mine, theirs] = [grouped(entries()), grouped(draft.entries)];
  const template = found.querySelector("template");
  for (const name of new Set([...mine.keys(), ...theirs.keys()])) {
    const [here, there] = [mine.get(name) ?? [], theirs.get(name) ?? []].map((values) => values.join(", "));
    if (here === there) continue;
    const pair = template.content.cloneNode(true);
    const label = document.querySelector(`[data-filled-by="${CSS.escape(name)}"]`)?.textContent ?? "the choice at the end";
    pair.querySelector("[data-label]").textContent = label;
    pair.querySelector("[data-saved]").textContent = here;
    pair.querySelector("[data-found]").textContent = there;
    found.querySelector("[data-differences]").append(pair);
  }
  if (!found.querySelector("[data-differences]").childElementCount) return forget();
  found.querySelector("[data-sentence]").textContent =
    draft.base === form.elements.based_on.value
      ? "It was typed here after the last save. Choose, then go on writing."
      : "It was typed here, and your review has changed elsewhere since. Choose, then go on writing.";
  found.hidden = false;
  form.inert = true; // what is typed now would take the place of the copy
}

function restore(draft) {
  const values = grouped(draft.entries);
  for (const control of form.elements) {
    if (!control.name || skipped.has(control.name) || control.type === "submit") continue;
    const given = values.get(control.name) ?? [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = given.includes(control.value);
    else control.value = given[0] ?? "";
  }
  form.dispatchEvent(new Event("review:restored"));
  chosen();
  save();
}

function chosen() {
  found.hidden = true;
  form.inert = false;
}

function download() {
  const label = (name) => document.querySelector(`[data-filled-by="${CSS.escape(name)}"]`)?.textContent ?? name;
  const whole = entries().map(([name, value]) => `${label(name)}\n\n${value}\n`).join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([whole], { type: "text/plain;charset=utf-8" }));
  link.download = "review.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}

// --- When ---------------------------------------------------------------------------------------
const left = kept();
if (left) offer(left);

form.addEventListener("input", () => {
  keep();
  if (!isStale) later(PAUSE);
});
form.addEventListener("change", () => later(0));
form.addEventListener("submit", () => {
  isLeaving = true;
  clearTimeout(timer);
  if (text() !== confirmed) keep();
});
found.querySelector("[data-restore]").addEventListener("click", () => restore(left));
found.querySelector("[data-discard]").addEventListener("click", () => {
  forget();
  chosen();
});
news.querySelector("[data-download]").addEventListener("click", download);
window.addEventListener("online", () => later(0));
window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && text() !== confirmed) event.preventDefault();
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState === "hidden" || text() !== confirmed) return void save();
  try {
    const answer = await fetch(form.dataset.autosave, { redirect: "manual" });
    if (answer.ok) keepInStep(await answer.json());
  } catch {
    // the next save says that the server can't be reached
  }
});
