// Marking words with the mouse, a finger or the keyboard instead of ticking sentences. Without this file the boxes do.

const text = document.querySelector("[data-code-text]");
const form = text && document.querySelector("form [name=revision]")?.form;

if (text && form) {
  const chosen = document.querySelector("[data-code-chosen]");
  const quote = document.querySelector("[data-code-quote]");
  const boxes = form.querySelectorAll("[name=sentences]");
  document.querySelector("[data-code-how]").hidden = false;

  const mark = (start, end, words) => {
    form.elements.start.value = start;
    form.elements.end.value = end;
    quote.textContent = words;
    chosen.hidden = !words;
  };

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    const words = range.toString();
    if (!words.trim()) return;
    for (const box of boxes) box.checked = false;
    mark(start, start + words.length, words);
  });

  // Ticking a sentence is a choice too: the last one made counts.
  for (const box of boxes) box.addEventListener("change", () => mark("", "", ""));

  const find = document.querySelector("[data-code-find]");
  find.hidden = false;
  find.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const group of form.querySelectorAll("[data-code-group]")) {
      let some = false;
      for (const choice of group.querySelectorAll("[data-code-choice]")) {
        const kept = choice.textContent.toLowerCase().includes(wanted) || choice.querySelector("input").checked;
        choice.hidden = !kept;
        some ||= kept;
      }
      group.hidden = !some;
    }
  });
  find.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
