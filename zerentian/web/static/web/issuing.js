// While a report's form is being sent, its page asks how far the report is. htmx would take the form's own sending away.
"use strict";
document.addEventListener("submit", (event) => {
  const place = document.querySelector("[data-while-sent]");
  const asked = event.submitter === null || event.submitter.name === "";
  if (place !== null && asked && !event.defaultPrevented && event.target.id === place.dataset.whileSent) {
    place.dispatchEvent(new CustomEvent("begun"));
  }
});
