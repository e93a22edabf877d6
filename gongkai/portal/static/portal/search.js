// Offers words while one types, in the browser's own list; without this script the list holds what is often asked.
const input = document.querySelector("input[data-suggest]");
const list = input && document.getElementById(input.getAttribute("list"));
let timer, last = "";

async function offer() {
  const typed = input.value.trim();
  if (!typed || typed === last) return;
  last = typed;
  try {
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok) return;
    const { suggestions } = await answer.json();
    if (input.value.trim() !== typed) return;
    list.replaceChildren(...suggestions.map((text) => Object.assign(document.createElement("option"), { value: text })));
  } catch {
    // Without suggestions one types on.
  }
}

if (list) {
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, 150);
  });
}
