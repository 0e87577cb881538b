// Count the words of a field while it is written, and mark in the navigator which fields are filled.
// The server counts the same way: courseapp/answers.py.
const WORD = /[\p{L}\p{N}_]+(?:['’.-][\p{L}\p{N}_]+)*/gu;

const count = (text) => (text.match(WORD) ?? []).length;

function said(words, least, most) {
  const counted = `${words} word${words === 1 ? "" : "s"}`;
  if (words < least) return `${counted}: ${least - words} more ${least - words === 1 ? "is" : "are"} needed`;
  return most && words > most ? `${counted}: ${words - most} more than ${most}` : counted;
}

function isFilled(field) {
  const area = field.querySelector("textarea");
  if (area) return area.value.trim() !== "" && count(area.value) >= Number(area.dataset.minWords ?? 0);
  return [...field.querySelectorAll("input:checked")].some((input) => input.value !== "");
}

function refresh(field) {
  const area = field.querySelector("textarea");
  const shown = field.querySelector("[data-counts]");
  if (area && shown) {
    const [words, least, most] = [count(area.value), Number(area.dataset.minWords), Number(area.dataset.maxWords)];
    shown.textContent = said(words, least, most);
    shown.classList.toggle("is-short", words > 0 && words < least);
    shown.classList.toggle("is-long", most > 0 && words > most);
  }
  const entry = document.querySelector(`[data-filled-by="${CSS.escape(field.dataset.field)}"]`);
  entry?.classList.toggle("is-filled", isFilled(field));
}

document.querySelectorAll(".review-form").forEach((form) => {
  const fields = [...form.querySelectorAll("[data-field]")];
  form.addEventListener("input", ({ target }) => refresh(target.closest("[data-field]") ?? fields[0]));
  form.addEventListener("review:restored", () => fields.forEach(refresh));
  fields.forEach(refresh);
});
