// What makes the desk quicker by keyboard and safer while typing. Everything works without it.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

function keyboard() {
  const rows = [...document.querySelectorAll("[data-keys] tbody tr, [data-keys] > li")];
  let at = -1;
  const move = (step) => {
    at = Math.min(rows.length - 1, Math.max(0, at + step));
    rows.forEach((row, index) => row.toggleAttribute("data-here", index === at));
    const target = rows[at].querySelector("a, button, input");
    if (target) target.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inTable = event.target.closest("[data-keys]") && event.target.type === "checkbox";
    if (typing(event.target) && !inTable) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("find")?.focus();
    } else if (rows.length && event.key === "j") move(1);
    else if (rows.length && event.key === "k") move(-1);
    else if (at >= 0 && event.key === "x") rows[at].querySelector("input[type=checkbox]")?.click();
    else if (at >= 0 && event.key === "Enter" && !event.target.closest("a, button") && rows[at].dataset.href) {
      window.location.assign(rows[at].dataset.href);
    }
  });
}

function picking() {
  document.querySelectorAll("[data-rows]").forEach((form) => {
    const boxes = [...form.querySelectorAll("input[name=row]")];
    const all = form.querySelector("[data-all]");
    const told = form.querySelector("[data-picked]");
    const tell = () => {
      const picked = boxes.filter((box) => box.checked).length;
      told.textContent = `已选 ${picked} 件：`;
      all.checked = picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
      boxes.forEach((box) => box.closest("tr").setAttribute("aria-selected", box.checked));
    };
    all.addEventListener("change", () => {
      boxes.forEach((box) => { box.checked = all.checked; });
      tell();
    });
    form.addEventListener("change", (event) => event.target !== all && tell());
    tell();
  });
}

function keepTyped(form) {
  const told = form.querySelector("[data-saved]");
  let timer = 0;
  let last = "";
  const send = async () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    const body = new URLSearchParams(data);
    body.set("page", window.location.pathname);
    if (body.toString() === last) return;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      last = body.toString();
      told.textContent = (await answer.json()).sentence;
    } catch {
      told.textContent = "未能自动保存，请及时保存。";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, 2500);
  });
}

function guard(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => {
    changed = false;
    // After the browser has read which button was pressed.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  });
  window.addEventListener("pageshow", () => form.querySelectorAll("button").forEach((button) => { button.disabled = false; }));
  window.addEventListener("beforeunload", (event) => { if (changed && !form.dataset.autosave) event.preventDefault(); });
}

document.querySelectorAll("[data-autosave]").forEach(keepTyped);
document.querySelectorAll("form[data-guard]").forEach(guard);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open], details.drop[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open], details.drop[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
keyboard();
picking();
document.getElementById("errors")?.focus();
