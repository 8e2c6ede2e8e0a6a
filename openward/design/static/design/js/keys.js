// Single letters that press the button carrying the same data-key. Off while somebody writes or holds a modifier;
// a [data-keys-switch] button turns them off for good, as people who speak to their computer need (WCAG 2.1.4).

const remembered = 'openward-keys'
const control = document.querySelector('[data-keys-switch]')
let isOn = localStorage.getItem(remembered) !== 'off'

function show () {
  document.documentElement.classList.toggle('ow-keys-off', !isOn)
  if (control) {
    control.hidden = false
    control.setAttribute('aria-pressed', String(isOn))
  }
}

control?.addEventListener('click', () => {
  isOn = !isOn
  localStorage.setItem(remembered, isOn ? 'on' : 'off')
  show()
})

document.addEventListener('keydown', (event) => {
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return
  const place = event.target
  if (place instanceof HTMLElement && (place.isContentEditable || place.matches('input, textarea, select'))) return
  const wanted = event.key.toLowerCase()
  for (const element of document.querySelectorAll('[data-key]')) {
    if (element.dataset.key.toLowerCase() === wanted && element.offsetParent !== null) {
      event.preventDefault()
      element.click()
      return
    }
  }
})

show()
