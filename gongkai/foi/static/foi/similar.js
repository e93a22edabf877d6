// Shows what is public already while one writes what is wanted; without this script the button below the field does it.
const place = document.querySelector("[data-similar]");
const subject = document.querySelector('[name="subject"]');
let last = "";

async function offer() {
  const typed = subject.value.trim();
  if (typed === last || typed.length < 2) return;
  last = typed;
  try {
    const answer = await fetch(place.dataset.similar, { method: "POST", body: new URLSearchParams({ subject: typed }) });
    if (answer.ok && subject.value.trim() === typed) place.innerHTML = await answer.text();
  } catch {
    // Without an answer one writes on.
  }
}

if (place && subject) {
  subject.addEventListener("change", offer);
  place.parentElement.querySelector('[name="similar"]')?.addEventListener("click", (event) => {
    event.preventDefault();
    last = "";
    offer();
  });
}
