// Help for the moderator's desk; the pages work without any of it.

// Keep the item in these hands while somebody is really reading.
const held = document.querySelector('[data-renew]')
if (held) {
  const every = 4 * 60 * 1000
  let lastSign = Date.now()
  for (const sign of ['pointermove', 'keydown', 'scroll', 'touchstart']) {
    document.addEventListener(sign, () => { lastSign = Date.now() }, { passive: true })
  }
  setInterval(() => {
    if (document.hidden || Date.now() - lastSign > 10 * 60 * 1000) return
    const token = document.querySelector('main input[name="csrfmiddlewaretoken"]')
    fetch(held.dataset.renew, { method: 'POST', headers: { 'X-CSRFToken': token.value }, redirect: 'manual' }).catch(() => {})
  }, every)
}

// Words that are folded are opened before a letter decides: the button has its key once they were open.
const folded = document.querySelector('[data-folded]')
folded?.addEventListener('toggle', () => {
  if (!folded.open) return
  for (const button of document.querySelectorAll('[data-key-opened]')) {
    button.dataset.key = button.dataset.keyOpened
    button.setAttribute('aria-keyshortcuts', button.dataset.keyOpened)
    delete button.dataset.keyOpened
    const hint = document.createElement('kbd')
    Object.assign(hint, { className: 'ow-key', textContent: button.dataset.key, ariaHidden: 'true' })
    button.append(hint)
  }
})

// The rule's own words stand in the box as long as nobody has written others.
const box = document.querySelector('[data-kind-words]')
if (box) {
  const known = [...document.querySelectorAll('template[data-words-of]')]
  const wordsOf = (template) => template.content.textContent
  document.addEventListener('change', (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== 'rule') return
    const isUntouched = !box.value.trim() || known.some((template) => wordsOf(template) === box.value)
    const chosen = known.find((template) => template.dataset.wordsOf === event.target.value)
    if (isUntouched && chosen) box.value = wordsOf(chosen)
  })
}

// Mark any stretch of the words with the pointer. Places are counted in characters, as the server counts them, not in
// the UTF-16 units of the browser.
const select = document.querySelector('[data-select]')
if (select) {
  select.hidden = false
  const list = select.querySelector('[data-selected]')
  const parts = [...select.querySelectorAll('[data-start]')]
  const characters = (text) => Array.from(text).length
  const whole = new Map()
  for (const part of parts) {
    let place = Number(part.dataset.start)
    for (const character of part.textContent) whole.set(place++, character)
  }

  function keep (item, start, end) {
    const text = Array.from({ length: end - start }, (_, step) => whole.get(start + step) ?? ' ').join('').trim()
    const kept = document.createElement('input')
    Object.assign(kept, { type: 'hidden', name: 'passages', value: `${start}-${end}` })
    const mark = document.createElement('mark')
    mark.className = 'sf-mark'
    mark.textContent = text
    const remove = document.createElement('button')
    Object.assign(remove, { type: 'button', className: 'ow-quiet-button', textContent: list.dataset.remove })
    remove.addEventListener('click', () => item.remove())
    item.append(kept, mark, remove)
  }

  for (const item of list.querySelectorAll('[data-passage]')) {
    const [start, end] = item.dataset.passage.split('-').map(Number)
    keep(item, start, end)
  }

  function placeOf (part, node, offset) {
    const before = document.createRange()
    before.selectNodeContents(part)
    before.setEnd(node, offset)
    return Number(part.dataset.start) + characters(before.toString())
  }

  select.querySelector('[data-mark]').addEventListener('click', () => {
    const selection = document.getSelection()
    for (const part of parts) {
      if (!selection.rangeCount || selection.isCollapsed || !selection.containsNode(part, true)) continue
      const range = selection.getRangeAt(0)
      const start = part.contains(range.startContainer) ? placeOf(part, range.startContainer, range.startOffset) : Number(part.dataset.start)
      const end = part.contains(range.endContainer)
        ? placeOf(part, range.endContainer, range.endOffset)
        : Number(part.dataset.start) + characters(part.textContent)
      if (end > start) keep(list.appendChild(document.createElement('li')), start, end)
    }
    selection.removeAllRanges()
  })
}
