// Conveniences of telling a story. Every page works without them.

const own = document.currentScript ?? document.querySelector('script[src*="contributions/contributions"]')

document.querySelectorAll('[data-copies]').forEach((button) => {
  if (!navigator.clipboard) return
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copies)
    button.textContent = button.dataset.copied
  })
})

// Words being written outlive a reload, another language or a lost page: in this tab only, until it is closed or the
// story is sent. Nothing that names a person is kept, so the address for letters is left out.
const form = document.querySelector('[data-keeps-words]')
const boxes = form ? [...form.querySelectorAll('textarea')] : []
const place = form && `words:${form.dataset.keepsWords}`

if (boxes.length && boxes.every((box) => !box.value)) {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? '{}')
  for (const box of boxes) box.value = kept[box.name] ?? ''
}
form?.addEventListener('input', () => {
  sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(boxes.map((box) => [box.name, box.value]))))
})
if (own?.dataset.forgetWords) sessionStorage.removeItem(`words:${own.dataset.forgetWords}`)
