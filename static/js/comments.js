// What is typed in a discussion stays in the browser until the server has it, and people are called by name with @.
// Without this script the forms work as they are.
const SIZE = 8; // names offered at once
const LOGGED_OUT = "You are logged out. Your text is kept in this browser: log in in another tab, then send it again.";
const REFUSED = "It could not be sent just now. Your text is kept in this browser: send it again in a moment.";

const section = () => document.getElementById("discussion");
const storeOf = (form) => `comment:${section().dataset.person}:${form.dataset.draft}`;

function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // no storage: there is nothing to forget
  }
}

function keep(form) {
  const { text, act_key, based_on, audience } = form.elements;
  if (!text.value.trim()) return forget(storeOf(form));
  const draft = { text: text.value, act: act_key.value, base: based_on?.value, audience: audience?.value };
  try {
    localStorage.setItem(storeOf(form), JSON.stringify(draft));
  } catch {
    // no storage: the page itself still holds the text
  }
}

// What the server says that it has kept is forgotten here.
function forgetKept() {
  const kept = section()?.dataset.kept;
  if (!kept) return;
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(`comment:${section().dataset.person}:`) && stored(name)?.act === kept) forget(name);
  }
}

function restore(form) {
  const draft = stored(storeOf(form));
  const { text, act_key, based_on, audience } = form.elements;
  if (!draft || draft.text === text.value) return;
  if (based_on && draft.base !== based_on.value) based_on.value = draft.base; // the server tells that it is stale
  text.value = draft.text;
  act_key.value = draft.act;
  if (audience && draft.audience) audience.value = draft.audience;
  form.closest("details")?.setAttribute("open", "");
  tell(form, "Typed here before, and not sent yet.");
}

function tell(form, sentence) {
  let line = form.querySelector("[data-told]");
  if (!line) {
    line = document.createElement("p");
    line.className = "small comment__told";
    line.dataset.told = "";
    line.setAttribute("role", "status");
    form.append(line);
  }
  line.textContent = sentence;
}

// --- Calling somebody ---------------------------------------------------------------------------
const CALL = /(?:^|[^\p{L}\p{N}_@])@([^@\n]{0,40})$/u;
let list = null;
let called = null;

function offer(area) {
  const typed = CALL.exec(area.value.slice(0, area.selectionStart));
  const names = [...document.querySelectorAll("[data-names] li")].map((item) => item.textContent);
  const wanted = typed?.[1].toLowerCase() ?? "";
  const found = typed ? names.filter((name) => starts(name.toLowerCase(), wanted)).slice(0, SIZE) : [];
  if (!found.length || (found.length === 1 && found[0].toLowerCase() === wanted)) return close();
  show(area, found, typed[1].length);
}

const starts = (name, wanted) => name.startsWith(wanted) || name.split(" ").some((word) => wanted && word.startsWith(wanted));

function show(area, names, length) {
  close();
  list = document.createElement("ul");
  list.className = "callable";
  list.id = `${area.id}-names`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Whom to call");
  names.forEach((name, place) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.textContent = name;
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(name);
    });
    list.append(item);
  });
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  called = { area, length, at: 0 };
  point(0);
}

function point(to) {
  const items = [...list.children];
  called.at = (to + items.length) % items.length;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === called.at)));
  called.area.setAttribute("aria-activedescendant", items[called.at].id);
}

function take(name) {
  const { area, length } = called;
  const end = area.selectionStart;
  area.setRangeText(`${name} `, end - length, end, "end");
  close();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  list?.remove();
  called?.area.removeAttribute("aria-activedescendant");
  called?.area.removeAttribute("aria-controls");
  list = called = null;
}

document.addEventListener("keydown", (event) => {
  if (!called || event.target !== called.area) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) point(called.at + steps[event.key]);
  else if (event.key === "Enter" || event.key === "Tab") take(list.children[called.at].textContent);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// --- When ---------------------------------------------------------------------------------------
function begin() {
  if (!section()) return;
  forgetKept();
  document.querySelectorAll("form[data-draft]").forEach(restore);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-draft]");
  if (!form) return;
  keep(form);
  if (target.matches("[data-mention]")) offer(target);
});
document.addEventListener("focusout", ({ target }) => {
  if (target === called?.area) close();
});

// A log-in in another tab has changed the token.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice("csrftoken=".length);
  if (token && detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token;
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!new URL(detail.xhr.responseURL || location.href).pathname.startsWith("/accounts/login/")) return;
  detail.shouldSwap = false;
  const form = detail.requestConfig.elt.closest?.("form[data-draft]");
  if (form) tell(form, LOGGED_OUT);
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    const form = detail.elt?.closest?.("form[data-draft]");
    if (form) tell(form, detail.xhr?.status === 403 ? LOGGED_OUT : REFUSED);
  });
}
document.addEventListener("htmx:load", begin);
begin();
