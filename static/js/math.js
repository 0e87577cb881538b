// Set the math of a page, and of what arrives in it later; KaTeX is fetched only where there is some.
const { katex, katexCss } = document.getElementById("math-module").dataset;
const waiting = ".arithmatex:not([data-set])";
let loading = null;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = katexCss;
    const script = document.createElement("script");
    script.src = katex;
    script.addEventListener("load", () => resolve(window.katex));
    script.addEventListener("error", reject);
    document.head.append(style, script);
  });
  return loading;
}

function set(katex, element) {
  const typed = element.textContent;
  const source = typed.trim().slice(2, -2); // between \( and \), or \[ and \]
  element.dataset.set = "";
  try {
    katex.render(source, element, {
      displayMode: element.localName === "div",
      trust: false,
      strict: "ignore",
      maxSize: 20,
      maxExpand: 200,
      throwOnError: true,
    });
  } catch (error) {
    element.textContent = typed;
    element.classList.add("is-wrong");
    element.title = `This is not math that can be set: ${error.message}`;
  }
}

// What is wider than its column scrolls, so the keyboard must reach it.
function reach() {
  for (const element of document.querySelectorAll("div.arithmatex")) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
}

async function setAll() {
  if (!document.querySelector(waiting)) return;
  const katex = await load();
  for (const element of document.querySelectorAll(waiting)) set(katex, element);
  reach();
}

document.fonts.addEventListener("loadingdone", reach);
window.addEventListener("resize", reach);
new MutationObserver(setAll).observe(document.body, { childList: true, subtree: true });
setAll();
