// The rich text field: the packaged editor over a plain textarea, which stays the field that is sent. Without script the
// textarea itself is used. What comes in by paste is cut down to the editor's own nodes here and cleaned again on the server.
import {
  Blockquote, Bold, BulletList, createTextareaEditor, Document, Dropcursor, Gapcursor, HardBreak, Heading, History, HorizontalRule,
  Italic, Link, ListItem, Menu, NoSpellCheck, OrderedList, Paragraph, Strike, Subscript, Superscript, Table, TableCell, TableHeader,
  TableRow, Text, Underline,
} from "../django_prose_editor/editor.js"

const extensions = [
  Document, Dropcursor, Gapcursor, Paragraph, HardBreak, Text, History, Menu, NoSpellCheck,
  Blockquote, Bold, BulletList, Heading.configure({ levels: [2, 3, 4] }), HorizontalRule, Italic, Link, ListItem, OrderedList,
  Strike, Subscript, Superscript, Underline, Table, TableCell, TableHeader, TableRow,
]

for (const area of document.querySelectorAll("textarea[data-editor]")) {
  const editor = createTextareaEditor(area, extensions)
  const box = editor.options.element?.querySelector?.("[contenteditable]") ?? document.querySelector(".prose-editor [contenteditable]")
  const label = document.querySelector(`label[for="${area.id}"]`)
  if (box) {
    box.setAttribute("role", "textbox")
    box.setAttribute("aria-multiline", "true")
    if (label) {
      label.id ||= `${area.id}_label`
      box.setAttribute("aria-labelledby", label.id)
      label.addEventListener("click", () => box.focus())
    }
  }
}
