// Put into a field what is chosen of two texts that stand above it; typing there means "what stands below".
const both = (one, other) => {
  if (other.includes(one.trim())) return other;
  return one.includes(other.trim()) ? one : `${one.trimEnd()}\n\n${other.trimStart()}`;
};

function put(field, { value, dataset }) {
  const area = field.querySelector("textarea");
  if (area) {
    const [left, right] = ["left", "right"].map((side) => field.querySelector(`[data-${side}]`).textContent);
    area.value = { left, right, both: both(left, right) }[value];
  } else {
    const values = JSON.parse(dataset.values);
    for (const input of inputs(field)) input.checked = values.includes(input.value);
  }
}

const inputs = (field) => [...field.querySelectorAll("input")].filter((input) => input.name === field.dataset.field);

for (const take of document.querySelectorAll("[data-take]")) {
  const field = take.closest("[data-field]");
  const below = take.querySelector("input[value='']");
  field.addEventListener("input", (event) => {
    if (!take.contains(event.target)) below.checked = true;
    else if (event.target.value) put(field, event.target);
  });
}
