// Where a form came back refused, bring the first error into sight and give the focus to what it is about.
const error = document.querySelector("main form .field__errors");

if (error) {
  const folded = error.closest("details");
  if (folded) folded.open = true;
  error.tabIndex = -1;
  const control = error.closest(".field")?.querySelector("input:not([type=hidden]), select, textarea") ?? error;
  control.focus({ preventScroll: true });
  error.scrollIntoView({ block: "center" });
}
