// Marking: what is typed outlives a reload, a log-out and a failed save; a comment put by is inserted in place.
// Without this script the form works as it is.
const form = document.querySelector("[data-marking]");
const asked = new URL(location.href);
const storeOf = (name) => `marking:${name}`;
const FIELDS = ["symbol", "percent", "comment"];

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(storeOf(name)));
  } catch {
    return null;
  }
}

function forget(name) {
  try {
    localStorage.removeItem(storeOf(name));
  } catch {
    // no storage: there is nothing to forget
  }
}

// The server tells which review it has saved: its copy here is of no more use.
const saved = asked.searchParams.get("saved");
if (saved) {
  forget(saved);
  asked.searchParams.delete("saved");
  history.replaceState(null, "", asked);
}

if (form) {
  const name = form.dataset.marking;
  const { symbol, percent, comment } = form.elements;
  const news = form.querySelector("[data-marking-news]");
  const values = () => ({ symbol: symbol.value, percent: percent.value, comment: comment.value });
  const first = values();

  const keep = () => {
    try {
      if (FIELDS.every((field) => values()[field] === first[field])) forget(name);
      else localStorage.setItem(storeOf(name), JSON.stringify(values()));
    } catch {
      news.textContent = "This browser keeps no copy of its own.";
    }
  };

  const kept = read(name);
  if (kept && FIELDS.some((field) => kept[field] !== first[field])) {
    for (const field of FIELDS) form.elements[field].value = kept[field];
    news.textContent = "What you had typed and not saved is here again.";
  }

  // A symbol or a percentage: one of the two.
  percent.addEventListener("input", () => {
    if (percent.value) for (const one of symbol) one.checked = false;
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "symbol") percent.value = "";
    keep();
  });
  form.addEventListener("input", keep);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=insert]");
    if (!button) return;
    event.preventDefault();
    comment.value = [comment.value.trimEnd(), button.dataset.text].filter(Boolean).join("\n\n");
    keep();
    news.textContent = "Inserted.";
  });

  // Out of a field by Escape, so that the single keys work again
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("textarea, input")) event.target.blur();
  });
}
