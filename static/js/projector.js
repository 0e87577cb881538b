// The projector: in step with the cockpit. A name that is new arrives once; what was drawn was fixed before that.
import { contact, follow, tick } from "./live.js";

const root = document.querySelector("[data-projector]");
const retime = tick(root);
const names = () => [...root.querySelectorAll(".room__name")];

async function look() {
  const stamp = root.querySelector("[data-stamp]").dataset.stamp;
  const address = `${root.dataset.projector}?stamp=${encodeURIComponent(stamp)}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.status === 204) return;
  if (!answer.ok || answer.redirected) throw new Error(`The server answered ${answer.status}.`);
  const before = new Set(names().map((name) => name.id));
  root.innerHTML = await answer.text();
  for (const name of names()) name.classList.toggle("is-new", !before.has(name.id));
  retime();
}

follow(root.dataset.stream, look, contact());

document.querySelector("[data-full-screen]").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});
