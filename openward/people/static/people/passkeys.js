// Passkeys are offered where the browser has them; when it says no, a sentence says so beside the button.
(() => {
  if (!window.PublicKeyCredential) return
  for (const part of document.querySelectorAll('[data-passkey]')) part.hidden = false
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    for (const words of document.querySelectorAll('[data-passkey-trouble]')) words.hidden = false
  })
})()
