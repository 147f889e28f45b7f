// A text to be sent: by the phone's own share sheet where there is one, or copied.
const shareText = document.querySelector("[data-share-text]");
const shareButton = document.querySelector("[data-share]");
const copyButton = document.querySelector("[data-copy]");
if (shareText && navigator.share) {
  shareButton.hidden = false;
  // Who closes the sheet again has changed their mind: nothing went wrong.
  shareButton.addEventListener("click", () => {
    navigator.share({ text: shareText.value }).catch(() => {});
  });
}
if (shareText && navigator.clipboard) {
  copyButton.hidden = false;
  copyButton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(shareText.value);
    copyButton.textContent = copyButton.dataset.copied;
  });
}
