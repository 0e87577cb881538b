// Copy what stands in a field: <button data-copy="ID" hidden>, shown only where it can work.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const said = document.querySelector("[data-copy-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
      if (said) said.textContent = "Copied.";
    } catch {
      if (said) said.textContent = "Selected: press Ctrl+C or ⌘C to copy.";
    }
  });
}
