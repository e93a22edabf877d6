// The rich text field: the packaged editor over a plain textarea, which stays the field that is sent. Without script the
// textarea itself is used. What comes in by paste is cut down to the editor's own nodes here and cleaned again on the server.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule, Italic, Link,
  ListItem, Menu, NoSpellCheck, OrderedList, Paragraph, Strike, Subscript, Superscript, Table, TableCell, TableHeader, TableRow, Text,
  Underline,
} from "../django_prose_editor/editor.js"

const extensions = [
  Document, Dropcursor, Gapcursor, Paragraph, HardBreak, Text, History, Menu, NoSpellCheck,
  Blockquote, Bold, BulletList, Heading.configure({ levels: [2, 3, 4] }), HorizontalRule, Italic, Link, ListItem, OrderedList,
  Strike, Subscript, Superscript, Underline, Table, TableCell, TableHeader, TableRow,
]

for (const area of document.querySelectorAll("textarea[data-editor]")) {
  const box = document.createElement("div")
  box.className = "prose-editor"
  area.before(box)
  box.append(area)
  const label = document.querySelector(`label[for="${area.id}"]`)
  if (label) label.id ||= `${area.id}_label`
  const editor = new Editor({
    element: box,
    extensions,
    content: area.value,
    injectCSS: false, // the policy allows no inline style; ours stands in publishing.css
    editorProps: { attributes: { role: "textbox", "aria-multiline": "true", "aria-labelledby": label?.id ?? "" } },
    onUpdate({ editor: changed }) {
      area.value = changed.isEmpty ? "" : changed.getHTML()
      area.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  label?.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus() })
}
