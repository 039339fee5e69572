// Tabs are links to sections of the page. With scripts one section is shown at a time; without, all of them, one below another.
const section = (link) => document.getElementById(link.hash.slice(1));

function open(tabs, chosen) {
  for (const link of tabs.querySelectorAll('a[href^="#"]')) {
    section(link).hidden = link !== chosen;
    if (link === chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function start(scope) {
  for (const tabs of scope.querySelectorAll(".tabs[data-tabs]")) {
    const links = [...tabs.querySelectorAll('a[href^="#"]')];
    if (links.length) open(tabs, links.find((link) => link.hash === location.hash) ?? links[0]);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('.tabs[data-tabs] a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  history.replaceState(history.state, "", link.hash);
  open(link.closest(".tabs"), link);
});

document.addEventListener("htmx:afterSettle", (event) => start(event.target));
start(document);
