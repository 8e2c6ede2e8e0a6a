// Behaviour attached by data- attributes. Every page works without any of it.

const own = document.querySelector('script[data-openward]')

// The form components of nhsuk-frontend (letters left, choices that open something, error summary) come only to
// pages, and exchanged parts of pages, that have such a component.
function dressForms (part) {
  if (!own || !('noModule' in HTMLScriptElement.prototype)) return
  if (!part.matches?.('[data-module^="nhsuk-"]') && !part.querySelector('[data-module^="nhsuk-"]')) return
  document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
  import(own.dataset.forms).then(({ CharacterCount, Checkboxes, ErrorSummary, Radios, isInitialised }) => {
    const components = { 'nhsuk-character-count': CharacterCount, 'nhsuk-checkboxes': Checkboxes, 'nhsuk-error-summary': ErrorSummary, 'nhsuk-radios': Radios }
    for (const [name, Component] of Object.entries(components)) {
      for (const element of document.querySelectorAll(`[data-module="${name}"]`)) {
        if (!isInitialised(element, name)) new Component(element) // eslint-disable-line no-new
      }
    }
  })
}
dressForms(document)
document.addEventListener('htmx:load', (event) => dressForms(event.detail.elt))

// nhsuk-frontend says of a radio button that it is expanded, which ARIA allows for tick-boxes alone: a screen reader
// may say nothing or nonsense. What it opens still follows it on the page.
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.type === 'radio') target.removeAttribute('aria-expanded')
  }
}).observe(document.documentElement, { subtree: true, attributeFilter: ['aria-expanded'] })

// A form goes off once. The button is not disabled, because a disabled button's name and value are not sent.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return
  if (form.dataset.gone) {
    event.preventDefault()
    return
  }
  if (form.querySelector('[data-sends-once]')) {
    form.dataset.gone = 'yes'
    form.querySelectorAll('[data-sends-once]').forEach((button) => button.setAttribute('aria-disabled', 'true'))
  }
})
window.addEventListener('pageshow', () => {
  document.querySelectorAll('form[data-gone]').forEach((form) => {
    delete form.dataset.gone
    form.querySelectorAll('[data-sends-once]').forEach((button) => button.removeAttribute('aria-disabled'))
  })
})

document.querySelectorAll('[data-prints]').forEach((button) => {
  button.hidden = false
  button.addEventListener('click', () => window.print())
})

if (own && document.querySelector('[data-key]')) import(own.dataset.keys)
