// The rich text field: the packaged editor over a plain textarea, which stays the field that is sent. Without script the
// textarea itself is used. What comes in by paste is cut down to the editor's own nodes here and cleaned again on the server.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule, Image, Italic,
  Link, ListItem, NoSpellCheck, OrderedList, Paragraph, Strike, Subscript, Superscript, Table, TableCell, TableHeader, TableRow, Text,
  Underline,
} from "../django_prose_editor/editor.js"
import { toolbar } from "./editor-toolbar.js"

const extensions = [
  Document, Dropcursor, Gapcursor, Paragraph, HardBreak, Text, History, NoSpellCheck,
  Blockquote, Bold, BulletList, Heading.configure({ levels: [2, 3, 4] }), HorizontalRule, Image, Italic,
  Link.configure({ enableTarget: false }), ListItem, OrderedList, Strike, Subscript, Superscript, Underline,
  Table, TableCell, TableHeader, TableRow,
]

// At its public address a picture is not there before release: while writing it is shown from the desk.
function addresses(area) {
  const shown = new Map(Object.entries(JSON.parse(area.dataset.shown || "{}")))
  const change = (html, pairs) => pairs.reduce((text, [from, to]) => text.replaceAll(from, to), html)
  return {
    add: (address, desk) => shown.set(address, desk),
    toDesk: (html) => change(html, [...shown]),
    toPublic: (html) => change(html, [...shown].map(([address, desk]) => [desk, address])),
  }
}

// A word processor's styles mean nothing here, and the policy would complain of each one.
const LOOKS = /\s(style|class|lang|width|height|align|valign|bgcolor|border)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi
const bare = (html) => html
  .replace(/<!--[^]*?-->|<(style|script|xml)\b[^]*?<\/\1\s*>/gi, "")
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(LOOKS, ""))

const words = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.replace(/\s+/g, "")

function mount(area) {
  const pictures = addresses(area)
  const label = document.querySelector(`label[for="${area.id}"]`)
  if (label) label.id ||= `${area.id}_label`
  const box = document.createElement("div")
  box.className = "prose-editor"
  const editor = new Editor({
    element: box,
    extensions,
    content: pictures.toDesk(area.value),
    injectCSS: false, // the policy allows no inline style; ours stands in publishing.css
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-labelledby": label?.id ?? "" },
      transformPastedHTML: bare,
    },
    onUpdate({ editor: changed }) {
      area.value = changed.isEmpty ? "" : pictures.toPublic(changed.getHTML())
      area.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  if (area.value.includes("<") && words(editor.getHTML()) !== words(area.value)) {
    // A table's heading, for one: rather the plain field than words that go without a sign.
    editor.destroy()
    const note = document.createElement("p")
    note.className = "notice"
    note.textContent = "正文中有编辑器不能保留的格式，请在下面直接修改带标记的文本。"
    area.before(note)
    return
  }
  area.before(box)
  box.append(area)
  box.prepend(toolbar(editor, area, pictures))
  label?.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus() })
}

document.querySelectorAll("textarea[data-editor]").forEach(mount)
// A preview opens beside the form, which stays open: nothing has been sent, its buttons are not put to rest.
document.querySelectorAll("form:has(textarea[data-editor])").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") event.stopImmediatePropagation()
  }, true)
})
