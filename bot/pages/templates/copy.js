"use strict";
// Copy a post's number as "[15]" when it is pressed; the link itself goes on working.
addEventListener("click", (event) => {
  const number = event.target.closest("[data-copy]");
  if (!number || !navigator.clipboard) return;
  navigator.clipboard.writeText(number.dataset.copy).then(() => {
    const copied = document.getElementById("copied");
    copied.textContent = number.dataset.copy + " ✓";
    setTimeout(() => { copied.textContent = ""; }, 3000);
  }, () => {});
});
