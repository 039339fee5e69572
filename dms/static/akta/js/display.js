// Theme and text size at once, without a new page; the form's own post tells the server, which keeps the cookie.
const root = document.documentElement;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-display]");
  const button = event.submitter;
  if (!form || !button?.name) return;
  event.preventDefault();
  root.dataset[button.name] = button.value;
  for (const other of document.querySelectorAll(`[data-display] button[name="${button.name}"]`))
    other.setAttribute("aria-pressed", String(other.value === button.value));
  const body = new FormData(form, button);
  fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, keepalive: true });
});
