// Let a key press what carries data-key="j", and list the keys of the page under "?". Never while somebody types.
// docs/design-language.md, "Keys", says how a page asks for one.
const TYPED_IN = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";
const PRESSED = "a, button, summary, input, label";
const isOff = () => localStorage.getItem("keys") === "off";
const isUsable = (one) => one.checkVisibility() && !one.disabled;
const keysOf = (one) => one.dataset.key.split(" ");
const place = () => document.querySelector("dialog:modal") || document;
const item = () => document.activeElement.closest("[data-key-item]");

let lastItem = "";

function nameOf(event) {
  const isChord = event.ctrlKey || event.metaKey;
  if (event.altKey && !event.getModifierState("AltGraph")) return "";
  const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
  return isChord ? `Ctrl+${key}` : key;
}

// What belongs to one of several items answers only while the focus is on that item, or it is the current one.
function isAtHand(one) {
  const its = one.closest("[data-key-item]");
  return !its || its === item() || (!item() && its.getAttribute("aria-current") === "true");
}

function press(one) {
  if (one.matches(TYPED_IN)) one.focus();
  else one.click();
}

function step(by) {
  const list = item()?.closest("[data-key-list]") || place().querySelector("[data-key-list]");
  const items = [...(list?.querySelectorAll("[data-key-item]") || [])].filter(isUsable);
  if (!items.length) return false;
  const at = items.indexOf(item());
  go(items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + by, 0), items.length - 1)]);
  return true;
}

function go(to) {
  if (!to.hasAttribute("tabindex")) to.tabIndex = -1;
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

function answer(key) {
  const found = [...place().querySelectorAll("[data-key]")].filter((one) => keysOf(one).includes(key) && isUsable(one));
  const one = found.find((each) => each.closest("[data-key-item]") && isAtHand(each)) || found.find(isAtHand);
  if (one) press(one);
  else if (key === "?") show();
  else if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  return Boolean(one) || key === "?";
}

function isMeant(event, key) {
  if (!key || event.defaultPrevented || event.isComposing) return false;
  if (event.repeat && key !== "j" && key !== "k") return false;
  if (key.startsWith("Ctrl+")) return true;
  if (event.target.closest?.(TYPED_IN) || (isOff() && key !== "?")) return false;
  return !((key === "Enter" || key === " ") && event.target.closest?.(PRESSED));
}

document.addEventListener("keydown", (event) => {
  const key = nameOf(event);
  if (isMeant(event, key) && answer(key)) event.preventDefault();
});

document.addEventListener("focusin", () => {
  lastItem = item()?.id || "";
});

// What was swapped in has the same id: whoever went through the list by keys goes on from there.
document.addEventListener("htmx:afterSettle", () => {
  label();
  if (document.activeElement === document.body && lastItem) {
    const same = document.getElementById(lastItem);
    if (same) go(same);
  }
});

// The list
const dialog = document.createElement("dialog");
dialog.className = "dialog key-map";
dialog.setAttribute("aria-labelledby", "key-map-title");
dialog.innerHTML = `
  <h2 id="key-map-title">Keys of this page</h2>
  <dl class="key-map__keys"></dl>
  <label class="key-map__switch"><input type="checkbox"> Single keys work on this device</label>
  <form method="dialog"><button class="button" autofocus>Close</button></form>`;
const works = dialog.querySelector("input");
works.addEventListener("change", () => {
  localStorage.setItem("keys", works.checked ? "on" : "off");
});

const SHOWN = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", " ": "Space", Escape: "Esc" };

function shown(key) {
  const [last, ...held] = key.split("+").reverse();
  const cap = /^[A-Z]$/.test(last) ? `Shift ${last}` : last.length === 1 ? last.toUpperCase() : SHOWN[last] || last;
  return [...held.reverse(), cap].join(" ");
}

function says(one) {
  if (one.dataset.keySays) return one.dataset.keySays;
  if (one.ariaLabel) return one.ariaLabel;
  const copy = (one.labels?.[0] || one).cloneNode(true);
  copy.querySelectorAll("kbd, input, textarea, select, .errorlist").forEach((inner) => inner.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function listed() {
  const rows = new Map();
  for (const one of document.querySelectorAll("[data-key]")) {
    if (isUsable(one) && !rows.has(one.dataset.key)) rows.set(one.dataset.key, says(one));
  }
  const list = document.querySelector("[data-key-list]");
  if (list) rows.set("j k", list.dataset.keyList || "The next one, the one before");
  return rows.set("?", "This list");
}

function show() {
  if (!dialog.isConnected) document.body.append(dialog);
  dialog.querySelector("dl").replaceChildren(...[...listed()].map(([keys, words]) => {
    const [row, term, said] = ["div", "dt", "dd"].map((name) => document.createElement(name));
    for (const key of keys.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.className = "kbd";
      kbd.textContent = shown(key);
      term.append(kbd, " ");
    }
    said.textContent = words;
    row.append(term, said);
    return row;
  }));
  works.checked = !isOff();
  if (!dialog.open) dialog.showModal();
}

// What opens the list shows only where a page has keys; and assistive technology hears of each.
function label() {
  const keyed = document.querySelectorAll("[data-key]");
  for (const one of keyed) one.setAttribute("aria-keyshortcuts", keysOf(one).join(" ").replaceAll("Ctrl+", "Control+"));
  const has = keyed.length > 0 || document.querySelector("[data-key-list]");
  for (const opener of document.querySelectorAll("[data-key-map]")) opener.hidden = !has;
}

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-key-map]")) show();
});
label();
