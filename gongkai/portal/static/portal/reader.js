// Beside a text: size of letters, reading aloud, printing, sharing. Without it the page loses nothing but these buttons.
const tools = document.querySelector("[data-reader]");
const text = document.querySelector("[data-reading]");
const said = tools?.querySelector("[data-said]");

function tell(words) {
  said.textContent = words;
}

function sizes() {
  const buttons = [...tools.querySelectorAll("[data-size]")];
  const choose = (size) => {
    text.dataset.size = size;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.size === size)));
  };
  let kept = "";
  try { kept = localStorage.getItem("size") ?? ""; } catch { /* storage is refused: the choice holds for this page */ }
  if (buttons.some((button) => button.dataset.size === kept)) choose(kept);
  buttons.forEach((button) => button.addEventListener("click", () => {
    choose(button.dataset.size);
    try { localStorage.setItem("size", button.dataset.size); } catch { /* as above */ }
  }));
}

// A synthesiser drops what is longer than a few hundred letters, so each sentence is an utterance of its own.
function sentences(element) {
  return element.innerText.match(/[^。；！？\n]{1,180}[。；！？]?/g)?.map((part) => part.trim()).filter(Boolean) ?? [];
}

function aloud() {
  const button = tools.querySelector("[data-speak]");
  const label = button.querySelector("span");
  const speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) return;
  button.hidden = false;
  let reading = null;
  const mark = (element) => {
    text.querySelectorAll(".spoken").forEach((one) => one.classList.remove("spoken"));
    element?.classList.add("spoken");
  };
  const stop = (words) => {
    reading = null;
    speech.cancel();
    mark(null);
    label.textContent = "朗读";
    button.setAttribute("aria-pressed", "false");
    tell(words);
  };
  const start = () => {
    const parts = [...text.querySelectorAll("h1, .notice, .body > *")];
    const queue = parts.flatMap((element) => sentences(element).map((words) => ({ element, words })));
    const mine = (reading = Symbol("reading"));
    label.textContent = "停止朗读";
    button.setAttribute("aria-pressed", "true");
    const next = () => {
      if (reading !== mine) return;
      const one = queue.shift();
      if (!one) return stop("朗读完毕");
      mark(one.element);
      const utterance = new SpeechSynthesisUtterance(one.words);
      utterance.lang = "zh-CN";
      utterance.rate = document.documentElement.hasAttribute("data-elder") ? 0.85 : 1;
      utterance.onend = next;
      utterance.onerror = () => { if (reading === mine) stop("这台设备不能朗读"); };
      speech.speak(utterance);
    };
    next();
  };
  button.addEventListener("click", () => (reading ? stop("已停止朗读") : start()));
  window.addEventListener("pagehide", () => speech.cancel());
}

function share() {
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  tools.querySelector("[data-share]").addEventListener("click", async (event) => {
    const label = event.currentTarget.querySelector("span");
    try {
      if (navigator.share) return await navigator.share({ title: document.title, url: address });
      await navigator.clipboard.writeText(`${document.querySelector("h1").innerText} ${address}`);
      label.textContent = "网址已复制";
      tell("网址已复制");
    } catch (reason) {
      if (reason?.name !== "AbortError") label.textContent = "请复制地址栏中的网址";
    }
  });
}

if (tools && text) {
  tools.hidden = false;
  sizes();
  aloud();
  share();
  tools.querySelector("[data-print]").addEventListener("click", () => window.print());
}
