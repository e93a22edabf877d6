// Areas to withhold are drawn on the page's picture; each becomes a hidden field of the form, in percent of the page.
const sheet = document.querySelector("[data-sheet]");
const form = document.querySelector("[data-rectangles]");
const said = form?.querySelector("[data-drawn]");
const SMALLEST = 0.3; // percent: less is a click

function at(event) {
  const around = sheet.getBoundingClientRect();
  const within = (value) => Math.min(100, Math.max(0, value));
  return [
    within(((event.clientX - around.left) * 100) / around.width),
    within(((event.clientY - around.top) * 100) / around.height),
  ];
}

function place(shape, [x1, y1], [x2, y2]) {
  const box = sheet.viewBox.baseVal;
  shape.setAttribute("x", (Math.min(x1, x2) * box.width) / 100);
  shape.setAttribute("y", (Math.min(y1, y2) * box.height) / 100);
  shape.setAttribute("width", (Math.abs(x1 - x2) * box.width) / 100);
  shape.setAttribute("height", (Math.abs(y1 - y2) * box.height) / 100);
}

function tell() {
  const count = form.querySelectorAll("input[name=rectangle]").length;
  said.textContent = count ? `已画出 ${count} 个区域，尚未保存` : "";
}

function shapeOf(field) {
  const [left, top, right, bottom] = field.value.split(",").map(Number);
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  shape.classList.add("material-new");
  place(shape, [left, top], [right, bottom]);
  shape.addEventListener("click", () => {
    shape.remove();
    field.remove();
    tell();
  });
  sheet.append(shape);
  return shape;
}

function keep(start, end) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "rectangle";
  const [left, right] = [start[0], end[0]].sort((one, other) => one - other);
  const [top, bottom] = [start[1], end[1]].sort((one, other) => one - other);
  field.value = [left, top, right, bottom].map((edge) => edge.toFixed(3)).join(",");
  form.append(field);
  shapeOf(field);
  tell();
}

if (sheet && form) {
  sheet.classList.add("drawing");
  document.querySelector("[data-hint]").hidden = false;
  form.querySelectorAll("input[name=rectangle]").forEach(shapeOf);
  tell();
  let start = null;
  let shape = null;
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.classList.contains("material-new")) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    start = at(event);
    shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    shape.classList.add("material-new");
    sheet.append(shape);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (start) place(shape, start, at(event));
  });
  const end = (event) => {
    if (!start) return;
    const begun = start;
    const stopped = at(event);
    shape.remove();
    start = null;
    const wide = Math.abs(begun[0] - stopped[0]);
    const high = Math.abs(begun[1] - stopped[1]);
    if (event.type === "pointerup" && wide > SMALLEST && high > SMALLEST) keep(begun, stopped);
  };
  sheet.addEventListener("pointerup", end);
  sheet.addEventListener("pointercancel", end);
}
