// Save a review while it is written. What the server has not confirmed stays in the browser's own storage, and is
// offered back. Without this script the form works as it is.
import { Drafts } from "./drafts.js";
import { entries, given, offer, download } from "./review-text.js";

const PAUSE = 1500; // ms after the last key
const LONGEST_UNSAVED = 12000; // ms while somebody types without a pause
const RETRY = 10000; // ms while the server can't be reached
const LONGEST_WAIT = 20000; // ms before an answer counts as lost
const KEPT_EVERY = 250; // ms between two copies in the browser's own storage
const LARGEST_FAREWELL = 60000; // bytes that a closing page may still send

const form = document.getElementById("review");
const [state, saved, news, aloud, holds] = ["state", "saved", "news", "aloud", "holds"].map((id) =>
  document.getElementById(`review-${id}`),
);
const bar = document.getElementById("save-bar");
const drafts = new Drafts(form.dataset.draft);
const text = () => JSON.stringify(entries(form));

let confirmed = text(); // what the server has, as far as we know
let unsavedSince = null;
let timer = null;
let keeping = null;
let running = null; // the save on its way
let trouble = ""; // why the last save failed: offline, logged out, …
let wasLoggedOut = false; // since the last save that arrived, whatever failed after it
let isLeaving = false;
let isSending = false; // by the buttons, once what was typed is known to be safe

const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
const isUnsaved = () => text() !== confirmed;

// --- The browser's own copy ---------------------------------------------------------------------
function keep() {
  clearTimeout(keeping);
  keeping = null;
  if (!isUnsaved()) return;
  drafts.keep({ entries: entries(form), base: form.elements.based_on.value, wasLoggedOut });
}

// --- What the page says -------------------------------------------------------------------------
function say(sentence) {
  if (aloud.textContent !== sentence) aloud.textContent = sentence;
}

function tell(sentence, actions = {}) {
  const where = drafts.works ? " It is kept in this browser." : " This browser keeps no copy: do not close this page, or download your text first.";
  news.querySelector("[data-sentence]").textContent = sentence + (actions.isKept ? "" : where);
  for (const name of ["log-in", "compare", "reload", "download"]) {
    for (const one of news.querySelectorAll(`[data-${name}]`)) one.hidden = !actions[name];
  }
  if (actions.compare) news.querySelector("[data-compare]").href = actions.compare;
  news.hidden = false;
  bar.classList.toggle("is-offline", !actions.isKept);
}

function calm() {
  news.hidden = true;
  bar.classList.remove("is-offline");
}

function unsaved(what, sentence, actions = {}) {
  trouble = what;
  keep();
  saved.textContent = `NOT saved: ${what}`;
  tell(sentence, { download: !drafts.works, ...actions });
}

function keepInStep(said) {
  const before = state.textContent.trim();
  state.innerHTML = said.state;
  if (said.holds) holds.innerHTML = said.holds;
  if (said.act) document.getElementById("review-hand-in").textContent = said.act;
  const after = state.textContent.trim();
  if (before !== after) say(`Your review is now: ${after}.`);
  document.dispatchEvent(new CustomEvent("server:time", { detail: { now: said.now, due: said.due_at } }));
  return before !== after;
}

// --- Saving -------------------------------------------------------------------------------------
async function post(options = {}) {
  const body = given(form);
  const token = cookie("csrftoken"); // a log-in in another tab has changed it
  if (token) body.set("csrfmiddlewaretoken", token);
  return fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual", ...options });
}

function save() {
  clearTimeout(timer);
  if (form.inert) return Promise.resolve();
  running ??= (isUnsaved() ? send() : Promise.resolve()).finally(() => {
    running = null;
    if (isUnsaved() && !trouble) later(PAUSE);
  });
  return running;
}

async function send() {
  const sent = text();
  unsavedSince = null;
  try {
    await settle(await post({ signal: AbortSignal.timeout(LONGEST_WAIT) }), sent);
  } catch {
    const sentence = "There is no connection to the server, so your text is not saved there. It is sent as soon as there is one.";
    unsaved("no connection", sentence);
    later(RETRY);
  }
}

async function settle(answer, sent) {
  if (answer.ok) return accept(await answer.json(), sent);
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    wasLoggedOut = true;
    unsaved("logged out", "You are logged out, so your text is not saved. Log in: it is brought back here and saved.", { "log-in": true });
    return later(RETRY);
  }
  if (answer.status === 409) {
    return unsaved("somebody else is logged in", "Somebody else is logged in to this browser now. Nothing is stored under their name. Log in as yourself: your text is brought back here.", { download: true });
  }
  if (answer.status === 413 || answer.status === 400) {
    return unsaved("too large", "This is too large to be saved. Shorten it, or download it first.", { download: true });
  }
  if (answer.status === 404) {
    return unsaved("this page is gone", "This paper, or your place in the course, is gone. Ask your instructor, and download your text.", { download: true });
  }
  unsaved("trouble at the server", "The server is in trouble, so your text is not saved there. It is tried again every few seconds.");
  later(RETRY);
}

function accept(said, sent) {
  const hadTrouble = trouble !== "";
  trouble = "";
  wasLoggedOut = false;
  const isNew = keepInStep(said);
  if (said.stale) return acceptBeside(said, sent);
  form.elements.based_on.value = said.revision;
  const refused = Object.values(said.refused);
  if (refused.length) return unsaved("an answer is not kept", refused.join(" "), { download: true });
  confirmed = sent;
  if (!isUnsaved()) drafts.forget();
  saved.textContent = isUnsaved() ? "Not saved yet" : `Saved ${said.saved_at}`;
  if (hadTrouble) say(`Saved again, at ${said.saved_at}.`);
  calm();
  if (isNew) ask();
}

/** The review has changed elsewhere: what is typed here is kept beside it, and goes on being kept. */
function acceptBeside(said, sent) {
  confirmed = sent;
  if (!isUnsaved()) drafts.forget();
  saved.textContent = isUnsaved() ? "Not saved yet" : `Kept beside at ${said.saved_at}`;
  tell(said.sentence, { compare: said.compare, isKept: true });
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function typed() {
  keeping ??= setTimeout(keep, KEPT_EVERY);
  if (!isUnsaved()) return;
  unsavedSince ??= performance.now();
  if (!trouble) saved.textContent = "Not saved yet";
  if (trouble === "somebody else is logged in" || trouble === "this page is gone") return;
  later(Math.max(0, Math.min(PAUSE, unsavedSince + LONGEST_UNSAVED - performance.now())));
}

/** Ask the server how the review stands, and what time it is. */
async function ask() {
  try {
    const answer = await fetch(form.dataset.autosave, { redirect: "manual" });
    if (!answer.ok) return;
    const said = await answer.json();
    keepInStep(said);
    if (said.revision > Number(form.elements.based_on.value) && !isUnsaved() && news.hidden) {
      tell("Your review has changed elsewhere since this page was opened. Look at it before you go on writing.", { reload: true, isKept: true });
    }
  } catch {
    // the next save says that the server can't be reached
  }
}

/** A page that closes sends what it may; its copy stays until a later page has seen that it arrived. */
function bidFarewell() {
  keep();
  if (isLeaving || form.inert || !isUnsaved() || trouble === "somebody else is logged in") return;
  if (new Blob([text()]).size < LARGEST_FAREWELL) post({ keepalive: true }).catch(() => {});
}

// --- Sending by the buttons ---------------------------------------------------------------------
function notYet() {
  const sentence = news.querySelector("[data-sentence]");
  if (!sentence.textContent.startsWith("NOT handed in")) sentence.prepend("NOT handed in. ");
}

async function handOver(event) {
  if (isSending) {
    isLeaving = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  await new Promise((resolve) => setTimeout(resolve)); // a form ignores requestSubmit() until this event is over
  await running;
  await save();
  if (!news.hidden && button?.name === "hand_in") return notYet();
  if (isUnsaved() || (button?.name === "save" && form.elements.based_on.value !== "0")) return say(`${saved.textContent}.`);
  isSending = true;
  form.requestSubmit(button);
}

// --- What was left behind -----------------------------------------------------------------------
async function bringBack() {
  const left = await drafts.left();
  for (const draft of left) {
    await offer(form, draft, {
      forget: () => drafts.forget(draft.key),
      restored: () => (keep(), save()),
      beside: async () => {
        const body = given(form, draft.entries);
        body.set("based_on", draft.base);
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual" });
        return answer.ok ? (await answer.json()).compare : undefined;
      },
    });
  }
  if (drafts.open.size && !left.length) saved.textContent += " · open in another window, too";
}

// --- When ---------------------------------------------------------------------------------------
form.addEventListener("input", typed);
form.addEventListener("change", () => later(0));
form.addEventListener("submit", handOver);
for (const one of document.querySelectorAll("[data-download]")) one.addEventListener("click", () => download(entries(form)));
for (const one of news.querySelectorAll("[data-log-in], [data-reload]")) {
  one.addEventListener("click", () => {
    keep();
    isLeaving = drafts.works || one.target === "_blank" ? one.target !== "_blank" : false;
  });
}
window.addEventListener("online", () => later(0));
window.addEventListener("focus", () => trouble && later(0));
window.addEventListener("beforeunload", (event) => {
  keep();
  if (!isLeaving && isUnsaved()) event.preventDefault();
});
window.addEventListener("pagehide", bidFarewell);
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") return bidFarewell();
  return isUnsaved() ? void save() : void ask();
});
document.addEventListener("server:ask", () => (isUnsaved() && !trouble ? save().then(ask) : ask()));
document.addEventListener("server:said", ({ detail }) => say(detail));
bringBack();
