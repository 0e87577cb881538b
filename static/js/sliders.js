// Put a slider below each number that asks for one: <input type="number" min max data-slider="of 6">. The two
// go together; the number alone is sent.
for (const number of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  [slider.type, slider.min, slider.max, slider.value] = ["range", number.min, number.max, number.value];
  slider.className = "slider";
  slider.setAttribute("aria-label", number.labels[0]?.textContent ?? "");
  slider.addEventListener("input", (event) => {
    event.stopPropagation();
    number.value = slider.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });
  number.addEventListener("input", () => { slider.value = number.value; });
  number.after(slider);
}
