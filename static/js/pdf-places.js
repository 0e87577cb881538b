// Link “section 4.2”, “§5.1”, “Figure 3” and “p. 7” in reviews and comments to that page of the paper's PDF.
// The server knows which page that is (docs/papers.md, "Links into the PDF"); what it does not know stays plain text.
const NAMED =
  /(\bsections?|\bsect?\.|§{1,2}|\bappendix|\bfigures?|\bfigs?\.|\btables?|\btab\.|\bpages?|\bpp?\.)([\s\u00a0]*)(\d{1,4}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,2})(?![\w%]|\.\d)/gi;
const LEFT_ALONE = "a, button, code, pre, .arithmatex, .katex, textarea";
const pane = document.querySelector(".pdf-pane");
let places = null;

function kindOf(word) {
  const first = word.toLowerCase();
  if (first.startsWith("§") || first.startsWith("sec") || first === "appendix") return "sections";
  if (first.startsWith("fig")) return "figures";
  return first.startsWith("tab") ? "tables" : "pages";
}

// Where a paper prints other numbers than its file counts, a small number may mean either: it stays unlinked.
function pageNumbered(number) {
  const page = number - places.first + 1;
  if (places.first !== 1 && number <= places.count) return undefined;
  return page >= 1 && page <= places.count ? page : undefined;
}

function pageOf(word, number) {
  const kind = kindOf(word);
  if (kind === "pages") return /^\d+$/.test(number) ? pageNumbered(Number(number)) : undefined;
  return (places[kind] || {})[number];
}

function linked(words, page) {
  const link = document.createElement("a");
  link.href = `${pane.dataset.address}#page=${page}`;
  link.dataset.pdfPage = page;
  link.title = `Page ${page} of the PDF`;
  link.textContent = words;
  return link;
}

function linkIn(node) {
  const pieces = [];
  let from = 0;
  for (const match of node.data.matchAll(NAMED)) {
    const page = pageOf(match[1], match[3]);
    if (page === undefined) continue;
    pieces.push(node.data.slice(from, match.index), linked(match[0], page));
    from = match.index + match[0].length;
  }
  if (pieces.length) node.replaceWith(...pieces, node.data.slice(from));
}

function textsOf(prose) {
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(LEFT_ALONE)) texts.push(walker.currentNode);
  }
  return texts.filter((node) => node.data.search(NAMED) >= 0);
}

async function linkPlaces() {
  const texts = [...document.querySelectorAll("main .prose")].flatMap(textsOf);
  if (!texts.length) return;
  if (places === null) {
    const answer = await fetch(pane.dataset.places).catch(() => null);
    places = answer?.ok && !answer.redirected ? await answer.json() : {};
  }
  if (places.count) texts.filter((node) => node.isConnected).forEach(linkIn);
}

linkPlaces();
document.addEventListener("htmx:afterSettle", linkPlaces);
