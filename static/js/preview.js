// Show how Markdown will look: <textarea data-preview-url="…"> gets a switch between its text and a preview.
// The address takes `text` by POST and answers with a fragment of HTML.
const cookie = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice("csrftoken=".length);
const token = () => cookie() ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

async function rendered(url, text) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body: new URLSearchParams({ text }),
  });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.text();
}

function equip(area) {
  if (area.dataset.isEquipped) return;
  area.dataset.isEquipped = "true";
  const [button, pane] = [document.createElement("button"), document.createElement("div")];
  button.type = "button";
  button.className = "button button--small button--quiet preview-switch";
  button.textContent = "Preview";
  button.setAttribute("aria-expanded", "false");
  pane.className = "preview prose";
  pane.id = `${area.id || area.name}-preview`;
  pane.hidden = true;
  pane.setAttribute("aria-live", "polite");
  button.setAttribute("aria-controls", pane.id);
  area.after(button, pane);

  button.addEventListener("click", async () => {
    const showing = pane.hidden;
    button.setAttribute("aria-expanded", String(showing));
    button.textContent = showing ? "Hide the preview" : "Preview";
    pane.hidden = !showing;
    if (!showing) return;
    try {
      pane.innerHTML = await rendered(area.dataset.previewUrl, area.value);
    } catch {
      pane.textContent = "No preview: the server can’t be reached. Your text is untouched.";
    }
  });
}

const equipAll = () => document.querySelectorAll("textarea[data-preview-url]").forEach(equip);
document.addEventListener("htmx:load", equipAll);
equipAll();
