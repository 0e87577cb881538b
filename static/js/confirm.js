// Ask before a form or button that carries data-confirm="What will happen?" is sent.
// Without this script the form is sent at once, so nothing may depend on the question.
const dialog = document.createElement("dialog");
dialog.className = "dialog";
dialog.setAttribute("aria-labelledby", "confirm-question");
dialog.innerHTML = `
  <p id="confirm-question"></p>
  <form method="dialog" class="cluster">
    <button class="button" value="no" autofocus>Cancel</button>
    <button class="button button--primary" value="yes"></button>
  </form>`;
const [question, yes] = [dialog.querySelector("p"), dialog.querySelector("[value=yes]")];

let answer = null;
let agreed = null;

dialog.addEventListener("close", () => {
  answer?.(dialog.returnValue === "yes");
  answer = null;
});

function ask(text, act) {
  if (!dialog.isConnected) document.body.append(dialog);
  question.textContent = text;
  yes.textContent = act || "Go on";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    answer = resolve;
  });
}

document.addEventListener(
  "submit",
  async (event) => {
    const { target: form, submitter } = event;
    const asking = submitter?.dataset.confirm ? submitter : form;
    if (!asking.dataset.confirm || agreed === form) {
      agreed = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await ask(asking.dataset.confirm, asking.dataset.confirmAct || submitter?.textContent.trim())) {
      agreed = form;
      form.requestSubmit(submitter);
    }
  },
  { capture: true },
);
