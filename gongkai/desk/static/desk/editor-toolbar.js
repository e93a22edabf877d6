// The editor's buttons, in words: what each does, whether it is on, and two small panels for a link and a picture.

const ITEMS = [
  [
    ["正文", (c) => c.setParagraph(), (e) => e.isActive("paragraph")],
    ["大标题", (c) => c.toggleHeading({ level: 2 }), (e) => e.isActive("heading", { level: 2 })],
    ["小标题", (c) => c.toggleHeading({ level: 3 }), (e) => e.isActive("heading", { level: 3 })],
  ],
  [
    ["加粗", (c) => c.toggleBold(), (e) => e.isActive("bold")],
    ["斜体", (c) => c.toggleItalic(), (e) => e.isActive("italic")],
    ["下划线", (c) => c.toggleUnderline(), (e) => e.isActive("underline")],
  ],
  [
    ["编号", (c) => c.toggleOrderedList(), (e) => e.isActive("orderedList")],
    ["项目", (c) => c.toggleBulletList(), (e) => e.isActive("bulletList")],
    ["引用", (c) => c.toggleBlockquote(), (e) => e.isActive("blockquote")],
  ],
  [["插入表格", (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), null, (e) => !e.isActive("table")]],
  [
    ["加行", (c) => c.addRowAfter()],
    ["加列", (c) => c.addColumnAfter()],
    ["删行", (c) => c.deleteRow()],
    ["删列", (c) => c.deleteColumn()],
    ["合并或拆分", (c) => c.mergeOrSplit()],
    ["删除表格", (c) => c.deleteTable()],
  ],
  [
    ["撤销", (c) => c.undo(), null, (e) => e.can().undo()],
    ["重做", (c) => c.redo(), null, (e) => e.can().redo()],
  ],
]
const TABLE_GROUP = 4

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

function button(text, act) {
  const made = make("button", { type: "button", textContent: text })
  made.addEventListener("click", act)
  return made
}

// A row of fields that opens under the buttons; Escape closes it. Nothing in it is sent with the form.
function panel(opener, fields, confirm, act) {
  const told = make("span", { className: "error", role: "alert" })
  const row = make("div", { className: "editor-panel", hidden: true }, ...fields, button(confirm, () => act(told)),
    button("取消", () => close()), told)
  const close = () => { row.hidden = true; opener.setAttribute("aria-expanded", "false"); opener.focus() }
  opener.setAttribute("aria-expanded", "false")
  opener.addEventListener("click", () => {
    row.hidden = !row.hidden
    opener.setAttribute("aria-expanded", String(!row.hidden))
    told.textContent = ""
    if (!row.hidden) row.querySelector("input").focus()
  })
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close()
    if (event.key === "Enter" && event.target.type !== "file") { event.preventDefault(); act(told) }
  })
  row.addEventListener("input", (event) => event.stopPropagation())
  return { row, close }
}

function linking(editor) {
  const address = make("input", { type: "url", size: 36, placeholder: "https://" })
  const opener = button("链接", () => { address.value = editor.getAttributes("link").href ?? "" })
  const { row, close } = panel(opener, [make("label", {}, "网址 ", address)], "确定", (told) => {
    const href = address.value.trim()
    if (href && !/^(https?:\/\/|mailto:|tel:|\/)/.test(href)) {
      told.textContent = "网址应以 https:// 或 http:// 开头。"
      return
    }
    const chain = editor.chain().focus().extendMarkRange("link")
    if (!href) chain.unsetMark("link").run()
    else if (editor.state.selection.empty && !editor.isActive("link")) chain.insertContent([{ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }]).run()
    else chain.setMark("link", { href }).run()
    close()
  })
  return { opener, row }
}

function picturing(editor, area, pictures) {
  const file = make("input", { type: "file", accept: "image/png,image/jpeg,image/gif,image/webp" })
  const said = make("input", { type: "text", size: 24, maxLength: 100, placeholder: "图中有什么" })
  const opener = button("图片", () => {})
  const fields = [make("label", {}, "文件 ", file), make("label", {}, "替代文字 ", said)]
  const { row, close } = panel(opener, fields, "上传并插入", async (told) => {
    if (!file.files.length || !said.value.trim()) {
      told.textContent = "请选择图片，并写明图中有什么（供看不到图片的人）。"
      return
    }
    told.textContent = "正在上传…"
    try {
      const taken = await send(area, file.files[0], said.value.trim())
      pictures.add(taken.address, taken.desk)
      editor.chain().focus().setImage({ src: taken.desk, alt: said.value.trim() }).run()
      file.value = said.value = ""
      close()
    } catch (fault) {
      told.textContent = fault.message
    }
  })
  return { opener, row }
}

async function send(area, file, name) {
  const form = area.form
  const data = new FormData()
  data.set("file", file)
  data.set("name", name)
  data.set("edition", form.elements.edition.value)
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
  let answer
  try {
    answer = await fetch(area.dataset.pictures, { method: "POST", body: data, credentials: "same-origin" })
  } catch {
    throw new Error("网络不通，图片没有上传，请稍后再试。")
  }
  const taken = await answer.json().catch(() => ({ sentence: "图片没有上传，请稍后再试。" }))
  if (!answer.ok) throw new Error(taken.sentence)
  form.elements.edition.value = taken.edition
  return taken
}

export function toolbar(editor, area, pictures) {
  const states = []
  const groups = ITEMS.map((items, place) => {
    const group = make("div", { className: "editor-group" })
    for (const [text, act, active, enabled] of items) {
      const made = button(text, () => act(editor.chain().focus()).run())
      states.push(() => {
        if (active) made.setAttribute("aria-pressed", String(active(editor)))
        if (enabled) made.disabled = !enabled(editor)
      })
      group.append(made)
    }
    if (place === TABLE_GROUP) states.push(() => { group.hidden = !editor.isActive("table") })
    return group
  })
  const link = linking(editor)
  const rows = [link.row]
  const openers = make("div", { className: "editor-group" }, link.opener)
  if (area.dataset.pictures) {
    const picture = picturing(editor, area, pictures)
    openers.append(picture.opener)
    rows.push(picture.row)
  }
  groups.splice(3, 0, openers)
  const bar = make("div", { className: "editor-bar" }, ...groups)
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", "正文格式")
  const tell = () => states.forEach((state) => state())
  editor.on("transaction", tell)
  tell()
  return make("div", { className: "editor-top" }, bar, ...rows)
}
