// The text of a review's form as pairs of names and values: read, put back, compared, downloaded.
import { difference } from "./difference.js";

const skips = (name) => name === "csrfmiddlewaretoken" || name === "based_on" || name.startsWith("take:");
const found = document.getElementById("review-found");
const label = (name) => document.querySelector(`[data-filled-by="${CSS.escape(name)}"]`)?.textContent ?? "the choice at the end";

/** Return what the form says: pairs of a name and a value, with plain line ends. */
export function entries(form) {
  return [...new FormData(form)].filter(([name]) => !skips(name)).map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]);
}

/** Return the form as it is sent, with other entries instead of its own if some are given. */
export function given(form, others = null) {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) if (!skips(name) ? !others : !name.startsWith("take:")) body.append(name, value);
  for (const [name, value] of others ?? []) body.append(name, value);
  return body;
}

function grouped(pairs) {
  const values = new Map();
  for (const [name, value] of pairs) if (value) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

function fill(place, pieces, mark) {
  place.replaceChildren(
    ...pieces.map(({ text, only }) => {
      if (!only) return document.createTextNode(text);
      const marked = document.createElement(mark);
      marked.textContent = text;
      return marked;
    }),
  );
}

function show(name, here, there) {
  const pair = found.querySelector("template").content.cloneNode(true);
  const [saved, kept] = difference(here, there);
  for (const one of pair.querySelectorAll("[data-label]")) one.textContent = label(name);
  fill(pair.querySelector("[data-saved]"), saved, "del");
  fill(pair.querySelector("[data-found]"), kept, "ins");
  found.querySelector("[data-differences]").append(pair);
}

/** Show where a draft differs from the form; return in how many fields. */
function compare(form, draft) {
  const [mine, theirs] = [grouped(entries(form)), grouped(draft.entries)];
  found.querySelector("[data-differences]").replaceChildren();
  for (const name of new Set([...mine.keys(), ...theirs.keys()])) {
    const [here, there] = [mine.get(name) ?? [], theirs.get(name) ?? []].map((values) => values.join(", "));
    if (here !== there) show(name, here, there);
  }
  return found.querySelector("[data-differences]").childElementCount;
}

function restore(form, draft) {
  const values = grouped(draft.entries);
  for (const control of form.elements) {
    if (!control.name || skips(control.name) || control.type === "submit") continue;
    const kept = values.get(control.name) ?? [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = kept.includes(control.value);
    else control.value = kept[0] ?? "";
  }
  form.dispatchEvent(new Event("review:restored"));
}

const typedAt = (at) => (at ? ` on ${new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })} by this computer’s clock` : "");

function tell(title, sentence, buttons) {
  found.querySelector("h2").textContent = title;
  found.querySelector("[data-sentence]").textContent = sentence;
  for (const one of found.querySelectorAll("[data-choice]")) one.hidden = !buttons.includes(one.dataset.choice);
  found.hidden = false;
}

function choice() {
  return new Promise((resolve) => {
    for (const one of found.querySelectorAll("[data-choice]")) one.onclick = () => resolve(one.dataset.choice);
  });
}

/**
 * Offer a draft back beside what the form says; end once its writer has chosen.
 * Text of somebody who was logged out meanwhile is put back and saved at once where nothing else has changed; its
 * comparison stays on the page.
 */
export async function offer(form, draft, { forget, restored, beside }) {
  if (!compare(form, draft)) return forget();
  const isSame = draft.base === form.elements.based_on.value;
  if (draft.wasLoggedOut && isSame) {
    restore(form, draft);
    tell("Your text is back", `What you typed${typedAt(draft.at)} while you were logged out is in the form again, and is being saved. This is what it changes:`, ["close"]);
    await restored();
    forget();
    choice().then(() => (found.hidden = true));
    return undefined;
  }
  form.inert = true; // what is typed now would be lost between the two
  const since = isSame ? "after the last save" : "and your review has changed elsewhere since";
  tell("This browser has text that was not saved", `It was typed here${typedAt(draft.at)}, ${since}. Choose, then go on writing.`, isSame ? ["restore", "discard", "file"] : ["beside", "restore", "discard", "file"]);
  return decide(form, draft, { forget, restored, beside });
}

async function decide(form, draft, { forget, restored, beside }) {
  for (;;) {
    const chosen = await choice();
    if (chosen === "file") {
      download(draft.entries);
      continue;
    }
    if (chosen === "beside") {
      const address = await beside().catch(() => undefined);
      if (address) {
        forget();
        return location.assign(address);
      }
      found.querySelector("[data-sentence]").textContent = "The server can’t be reached just now. Try again, or choose something else.";
      continue;
    }
    found.hidden = true;
    form.inert = false;
    if (chosen === "restore") {
      restore(form, draft);
      await restored();
    }
    return forget();
  }
}

export function download(pairs) {
  const whole = pairs.map(([name, value]) => `${label(name)}\n\n${value}\n`).join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([whole], { type: "text/plain;charset=utf-8" }));
  link.download = "review.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}
