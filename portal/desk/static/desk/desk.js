// The inbox in one page: keeps list and panel in step after htmx swapped the panel. Works without.
"use strict";

document.body.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  const panel = target && target.id === "task" && document.getElementById("task");
  if (!panel) return;
  document.querySelectorAll("[data-row]").forEach((row) => {
    const chosen = row.id === `task-${panel.dataset.task}`;
    row.classList.toggle("taskrow--on", chosen);
    if (chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
  document.querySelector("main.inbox").classList.add("inbox--task");
  if (window.matchMedia("(max-width: 1023px)").matches) window.scrollTo(0, 0);
});

// The open tab of a file is never outside the strip of tabs on a phone.
const showTab = () => {
  const tab = document.querySelector(".tabs [aria-current]");
  if (tab) tab.scrollIntoView({ block: "nearest", inline: "center" });
};
document.body.addEventListener("htmx:afterSettle", showTab);
showTab();

// A canned reply goes into the text box without a round trip; without this script the server puts it there.
document.body.addEventListener("click", (event) => {
  const button = event.target.closest("[data-phrase]");
  const box = button && document.getElementById("decision-say");
  if (!box) return;
  event.preventDefault();
  box.value = [box.value.trim(), button.dataset.phrase].filter(Boolean).join("\n");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});

// A clause goes into the field for the rule where the chosen decision has one, else into the opinion.
document.body.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cite]");
  if (!button) return;
  const shown = (element) => element.offsetParent !== null;
  const rule = [...document.querySelectorAll("#decision [name$='basis']")].find(shown);
  const box = rule || document.getElementById("decision-say");
  if (!box) return;
  event.preventDefault();
  const words = button.dataset.cite;
  if (!box.value.includes(words)) box.value = [box.value.trim(), words].filter(Boolean).join(rule ? "；" : " ");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});
